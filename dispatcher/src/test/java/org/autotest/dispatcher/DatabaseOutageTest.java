package org.autotest.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.autotest.core.host.HostId;
import org.autotest.core.job.JobId;
import org.autotest.dispatcher.launch.LocalLauncher;
import org.autotest.dispatcher.results.AutoservCommand;
import org.autotest.dispatcher.run.DispatcherService;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.embedded.EmbeddedMariaDb;
import org.autotest.store.embedded.EmbeddedSettings;
import org.autotest.store.embedded.MariaDbInstallation;
import org.autotest.store.schema.Migrations;
import org.autotest.store.tko.ResultsIngestion;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MemoryTempDir;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The database server is stopped for ten seconds while jobs run, and started again.
@Tag("long")
class DatabaseOutageTest {
  private static final Duration OUTAGE = Duration.ofSeconds(10);
  private static final int JOBS = 60;

  /// Notes each run; takes a second.
  private static final String AUTOSERV =
      """
      #!/bin/sh
      main=
      while [ $# -gt 0 ]; do
        case $1 in
          -r) dir=$2; shift;;
          -P) main=yes; shift;;
          -u|-l|-m) shift;;
        esac
        shift
      done
      pidfile=$dir/.autoserv_execute
      [ -z "$main" ] || echo "$dir" >> "ROOT/ran"
      echo $$ > "$pidfile.new"; mv "$pidfile.new" "$pidfile"
      sleep 1
      printf '%s\\n0\\n0\\n' $$ > "$pidfile.new"; mv "$pidfile.new" "$pidfile"
      """;

  @TempDir(factory = MemoryTempDir.class)
  Path root;

  @Test
  void jobs_that_run_meanwhile_are_neither_lost_nor_run_twice_and_everything_goes_on_by_itself()
      throws Exception {
    Path autoserv = root.resolve("autoserv");
    Files.writeString(autoserv, AUTOSERV.replace("ROOT", root.toString()));
    Files.setPosixFilePermissions(autoserv, PosixFilePermissions.fromString("rwxr-xr-x"));
    InstantSource clock = InstantSource.system();
    EmbeddedMariaDb server = server();
    Migrations.migrate(server.address());
    try (TcpSwitch road = new TcpSwitch(port(server.address()));
        LocalLauncher launcher = new LocalLauncher(0);
        Database own = Database.open(through(server.address(), road.port()), clock)) {
      fill(server.address(), clock);
      DispatcherService dispatcher =
          new DispatcherService(
              DispatcherConfig.of(
                  "outage", root, new AutoservCommand(List.of(autoserv.toString()), List.of())),
              own,
              launcher,
              new ResultsIngestion(own)::ingest,
              new DispatcherService.Self("here", launcher.ownProcess(), clock, ZoneOffset.UTC));
      Thread thread = Thread.ofPlatform().start(dispatcher::run);
      await().atMost(Duration.ofMinutes(1)).until(() -> ran().size() >= 6);

      road.cut();
      server.close();
      int before = ran().size();
      TimeUnit.NANOSECONDS.sleep(OUTAGE.toNanos());
      server = server();
      road.leadTo(port(server.address()));

      try (Database look = Database.open(server.address(), clock)) {
        await().atMost(Duration.ofMinutes(2)).until(() -> count(look, "complete = 0") == 0);
        assertThat(before).as("runs before the end of the outage").isLessThan(JOBS);
        assertThat(count(look, "status = 'Completed'")).isEqualTo(JOBS);
        assertThat(ran()).hasSize(JOBS).doesNotHaveDuplicates();
      }
      dispatcher.close();
      thread.join();
    } finally {
      server.close();
    }
  }

  private EmbeddedMariaDb server() throws InterruptedException {
    return EmbeddedMariaDb.start(
        EmbeddedSettings.durable(
            root.resolve("database"),
            root.resolve("templates"),
            MariaDbInstallation.find(System.getenv("PATH")).orElseThrow()));
  }

  private static void fill(DatabaseAddress address, InstantSource clock) {
    try (Database database = Database.open(address, clock)) {
      LabBuilder build = new LabBuilder(database);
      build.user("alice");
      List<HostId> hosts = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        hosts.add(build.host("host" + i));
      }
      for (int i = 0; i < JOBS; i++) {
        JobId job = build.job("alice", "job " + i);
        build.entry(job, hosts.get(i % hosts.size()));
      }
    }
  }

  private List<String> ran() throws java.io.IOException {
    Path file = root.resolve("ran");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private static long count(Database database, String condition) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM afe_host_queue_entries WHERE " + condition)
                .mapTo(Long.class)
                .one());
  }

  private static int port(DatabaseAddress address) {
    return URI.create(address.url().substring("jdbc:".length())).getPort();
  }

  private static DatabaseAddress through(DatabaseAddress address, int port) {
    return new DatabaseAddress(
        address.url().replaceFirst(":\\d+/", ":" + port + "/"),
        address.user(),
        address.password(),
        address.connectionsMax(),
        Duration.ofSeconds(1));
  }
}
