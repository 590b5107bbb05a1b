package org.autotest.store.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.store.Database;
import org.autotest.testkit.MemoryTempDir;
import org.autotest.testkit.SettableClock;
import org.autotest.testkit.TestMariaDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMariaDbTest {
  private static final MariaDbInstallation INSTALLATION = TestMariaDb.installation();

  private final Path directory;
  private final Path templates;

  EmbeddedMariaDbTest(@TempDir(factory = MemoryTempDir.class) Path root) throws IOException {
    directory = root.resolve("server");
    templates = MemoryTempDir.templates();
  }

  @Test
  void data_survive_a_restart_and_the_password_stays() throws Exception {
    String password;
    try (EmbeddedMariaDb server = EmbeddedMariaDb.start(settings())) {
      run(server, "CREATE TABLE t (x INT PRIMARY KEY)");
      run(server, "INSERT INTO t VALUES (7)");
      password = server.address().password();
    }

    try (EmbeddedMariaDb server = EmbeddedMariaDb.start(settings())) {
      assertThat(number(server, "SELECT x FROM t")).isEqualTo(7);
      assertThat(server.address().password()).isEqualTo(password).hasSizeGreaterThan(30);
    }
  }

  @Test
  void a_committed_row_survives_a_kill_of_the_server() throws Exception {
    try (EmbeddedMariaDb server = EmbeddedMariaDb.start(settings(true))) {
      run(server, "CREATE TABLE t (x INT PRIMARY KEY)");
      run(server, "INSERT INTO t VALUES (8)");
      ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
      await().atMost(20, SECONDS).until(() -> !server.isAlive());
    }

    try (EmbeddedMariaDb server = EmbeddedMariaDb.start(settings(true))) {
      assertThat(number(server, "SELECT x FROM t")).isEqualTo(8);
    }
  }

  @Test
  void a_server_that_was_killed_starts_again_at_the_same_address() throws Exception {
    try (EmbeddedMariaDb server = EmbeddedMariaDb.start(settings(true))) {
      String address = server.address().url();
      run(server, "CREATE TABLE t (x INT PRIMARY KEY)");
      run(server, "INSERT INTO t VALUES (9)");
      ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
      assertThat(server.awaitEnd()).isEqualTo(128 + 9);

      server.startAgain();

      assertThat(server.address().url()).isEqualTo(address);
      assertThat(number(server, "SELECT x FROM t")).isEqualTo(9);
      assertThatThrownBy(server::startAgain).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void a_directory_in_use_is_refused_at_once_and_the_holder_named() throws Exception {
    try (EmbeddedMariaDb server = EmbeddedMariaDb.start(settings())) {
      assertThatThrownBy(() -> EmbeddedMariaDb.start(settings()))
          .isInstanceOfSatisfying(
              MariaDbNotStarted.class,
              failure -> {
                assertThat(failure.blame()).isEqualTo(Blame.LAB);
                assertThat(failure.problem()).contains(directory.toString(), "already runs");
              });

      assertThat(number(server, "SELECT 1")).isEqualTo(1);
    }
  }

  @Test
  void a_server_left_by_a_killed_process_is_replaced() throws Exception {
    EmbeddedMariaDb.start(settings()).close();
    Process left = startWithoutGuard();
    await().atMost(20, SECONDS).until(() -> Files.exists(directory.resolve("server.pid")));

    try (EmbeddedMariaDb server = EmbeddedMariaDb.start(settings())) {
      assertThat(left.isAlive()).isFalse();
      assertThat(number(server, "SELECT 1")).isEqualTo(1);
    }
  }

  private Process startWithoutGuard() throws IOException {
    return new ProcessBuilder(
            "/bin/sh",
            "-c",
            "exec \"$0\" --no-defaults --datadir=\"$1/data\" --pid-file=\"$1/server.pid\""
                + " --socket=left.sock --skip-networking --skip-ssl"
                + " --innodb-log-file-size=32M $2 > \"$1/left.log\" 2>&1",
            INSTALLATION.server().toString(),
            directory.toString(),
            "root".equals(System.getProperty("user.name")) ? "--user=root" : "--skip-log-bin")
        .start();
  }

  @Test
  void the_server_ends_when_its_starter_dies() throws Exception {
    EmbeddedMariaDb server = EmbeddedMariaDb.start(settings());
    ProcessHandle mariadbd = ProcessHandle.of(server.pid()).orElseThrow();

    // What the kernel does when a process dies: its end of the guard's pipe closes.
    server.closePipe();

    await().atMost(20, SECONDS).until(() -> !mariadbd.isAlive());
    server.close();
  }

  @Test
  void a_signal_to_the_group_of_its_starter_is_none_to_the_server() throws Exception {
    try (EmbeddedMariaDb server = EmbeddedMariaDb.start(settings())) {
      assertThat(group(server.pid())).isNotEqualTo(group(ProcessHandle.current().pid()));
    }
  }

  /// The fifth field, of which the second may hold blanks.
  private static String group(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
    return stat.substring(stat.lastIndexOf(')')).split(" ", -1)[3];
  }

  @Test
  void a_stale_pidfile_that_names_a_stranger_harms_nobody() throws Exception {
    EmbeddedMariaDb.start(settings()).close();
    long stranger = ProcessHandle.current().pid();
    Files.writeString(directory.resolve("server.pid"), stranger + "\n");
    Files.createFile(directory.resolve("data/server.sock"));

    try (EmbeddedMariaDb server = EmbeddedMariaDb.start(settings())) {
      assertThat(server.pid()).isNotEqualTo(stranger);
    }
  }

  @Test
  void a_spoilt_data_directory_gives_the_line_that_tells_why() throws Exception {
    EmbeddedMariaDb.start(settings()).close();
    Files.writeString(directory.resolve("data/ibdata1"), "spoilt");

    assertThatThrownBy(() -> EmbeddedMariaDb.start(settings()))
        .isInstanceOf(MariaDbNotStarted.class)
        .hasMessageContaining("mariadbd ended with status")
        .hasMessageContaining("ERROR");
  }

  @Test
  void nobody_else_may_read_the_password_and_no_account_is_open() throws Exception {
    try (EmbeddedMariaDb server = EmbeddedMariaDb.start(settings())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("rwx------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve("password"))))
          .isEqualTo("rw-------");
      assertThat(directory.resolve("init.sql")).doesNotExist();
      assertThat(
              number(
                  server,
                  "SELECT COUNT(*) FROM mysql.global_priv"
                      + " WHERE User NOT IN ('autotest', 'mariadb.sys')"))
          .isZero();
    }
  }

  @Test
  void a_jar_of_something_else_is_refused(@TempDir Path work) throws Exception {
    Path jar = work.resolve("other.jar");
    try (var out = new java.util.jar.JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new java.util.zip.ZipEntry("a/linux/bin/other"));
      out.closeEntry();
    }

    assertThatThrownBy(() -> MariaDbInstallation.unpack(jar, work.resolve("mariadb")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds no MariaDB");
  }

  @Test
  void an_unpacked_installation_is_found_by_its_directory(@TempDir Path work) throws Exception {
    Path bin = Files.createDirectories(work.resolve("bin"));
    Path share = Files.createDirectories(work.resolve("share"));
    Files.writeString(share.resolve("mariadb_system_tables.sql"), "");
    assertThat(MariaDbInstallation.ofDirectory(work)).isEqualTo(Optional.empty());

    Files.writeString(bin.resolve("mariadbd"), "");

    assertThat(MariaDbInstallation.ofDirectory(work).orElseThrow().share())
        .isEqualTo(share.toRealPath());
  }

  private EmbeddedSettings settings() {
    return settings(false);
  }

  private EmbeddedSettings settings(boolean isDurable) {
    return new EmbeddedSettings(
        directory, templates, INSTALLATION, isDurable, 32, Duration.ofSeconds(60));
  }

  private static void run(EmbeddedMariaDb server, String sql) {
    try (Database database = Database.open(server.address(), new SettableClock())) {
      database.transactVoid(handle -> handle.execute(sql));
    }
  }

  private static int number(EmbeddedMariaDb server, String sql) {
    try (Database database = Database.open(server.address(), new SettableClock())) {
      return database.read(handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }
  }
}
