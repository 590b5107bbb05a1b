package org.autotest.app.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.autotest.core.failure.AutotestException;
import org.autotest.store.Database;
import org.autotest.store.embedded.EmbeddedMariaDb;
import org.autotest.store.embedded.EmbeddedSettings;
import org.autotest.store.embedded.MariaDbInstallation;
import org.autotest.testkit.MemoryTempDir;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real MariaDB, killed.
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class DatabaseKeeperTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir(factory = MemoryTempDir.class)
  Path root;

  private EmbeddedMariaDb server;
  private DatabaseKeeper keeper;
  private Database database;

  @BeforeEach
  void start() throws Exception {
    server =
        EmbeddedMariaDb.start(
            EmbeddedSettings.durable(
                root.resolve("database"),
                MemoryTempDir.templates(),
                MariaDbInstallation.find(System.getenv("PATH")).orElseThrow()));
    keeper = new DatabaseKeeper(server, InstantSource.system(), news());
    database = Database.open(server.address(), InstantSource.system());
    database.transactVoid(handle -> handle.execute("CREATE TABLE t (x INT PRIMARY KEY)"));
  }

  /// As another program of the installation reads them.
  private DatabaseNews news() {
    return new DatabaseNews(root, InstantSource.system());
  }

  @AfterEach
  void end() {
    keeper.close();
    database.close();
    server.close();
  }

  @Test
  void a_server_that_is_killed_under_load_is_started_again_and_loses_nothing() throws Exception {
    List<Integer> written = new CopyOnWriteArrayList<>();
    Thread writer = Thread.startVirtualThread(() -> write(written));
    await().atMost(LIMIT).until(() -> written.size() > 20);
    assertThat(news().latest()).isEmpty();

    kill();

    int before = written.size();
    await().atMost(LIMIT).until(() -> written.size() > before + 20);
    writer.interrupt();
    writer.join();
    assertThat(
            database.<List<Integer>>read(
                handle -> handle.createQuery("SELECT x FROM t").mapTo(Integer.class).list()))
        .containsAll(written);
    await().atMost(LIMIT).until(() -> news().latest().isPresent());
    assertThat(news().latest().orElseThrow()).contains("status 137", "was started again");
  }

  private void write(List<Integer> written) {
    for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
      int next = number;
      try {
        database.transactVoid(handle -> handle.execute("INSERT INTO t VALUES (?)", next));
        written.add(next);
      } catch (AutotestException away) {
        // The next number once it is back.
      }
    }
  }

  @Test
  void one_that_dies_again_and_again_is_given_up_and_the_lab_says_so() throws Exception {
    for (int start = 0; start < DatabaseKeeper.STARTS_MAX; start++) {
      long killed = server.pid();
      kill();
      await().atMost(LIMIT).until(() -> isUpAfter(killed));
    }

    kill();

    await()
        .atMost(LIMIT)
        .until(
            () -> news().latest().filter(text -> text.contains("not started again")).isPresent());
    assertThat(server.isAlive()).isFalse();
    assertThat(news().latest().orElseThrow())
        .contains("ended 6 times in 10 minutes", server.logFile().toString());
  }

  private void kill() {
    ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
  }

  private boolean isUpAfter(long killed) {
    try {
      return server.pid() != killed
          && database.<Integer>read(
                  handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one())
              == 1;
    } catch (AutotestException | IllegalStateException notYet) {
      return false;
    }
  }
}
