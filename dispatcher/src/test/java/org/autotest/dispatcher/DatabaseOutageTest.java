package org.autotest.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.autotest.dispatcher.launch.LocalLauncher;
import org.autotest.dispatcher.run.DispatcherService;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.embedded.EmbeddedMariaDb;
import org.autotest.store.embedded.EmbeddedSettings;
import org.autotest.store.embedded.MariaDbInstallation;
import org.autotest.store.schema.Migrations;
import org.autotest.store.tko.ResultsIngestion;
import org.autotest.testkit.MemoryTempDir;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The database server is stopped for ten seconds while jobs run, and started again.
@Tag("long")
class DatabaseOutageTest {
  private static final Duration OUTAGE = Duration.ofSeconds(10);
  private static final int JOBS = 60;

  @TempDir(factory = MemoryTempDir.class)
  Path root;

  @Test
  void jobs_that_run_meanwhile_are_neither_lost_nor_run_twice_and_everything_goes_on_by_itself()
      throws Exception {
    ScriptedRuns runs = new ScriptedRuns(root);
    InstantSource clock = InstantSource.system();
    EmbeddedMariaDb server = server();
    Migrations.migrate(server.address());
    try (TcpSwitch road = new TcpSwitch(port(server.address()));
        LocalLauncher launcher = new LocalLauncher(0);
        Database own = Database.open(through(server.address(), road.port()), clock)) {
      ScriptedRuns.fill(server.address(), 6, JOBS);
      DispatcherService dispatcher =
          new DispatcherService(
              runs.config("outage"),
              own,
              launcher,
              new ResultsIngestion(own)::ingest,
              new DispatcherService.Self("here", launcher.ownProcess(), clock, ZoneOffset.UTC));
      Thread thread = Thread.ofPlatform().start(dispatcher::run);
      await().atMost(Duration.ofMinutes(1)).until(() -> runs.ran().size() >= 6);

      road.cut();
      server.close();
      int before = runs.ran().size();
      TimeUnit.NANOSECONDS.sleep(OUTAGE.toNanos());
      server = server();
      road.leadTo(port(server.address()));

      try (Database look = Database.open(server.address(), clock)) {
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> ScriptedRuns.count(look, "complete = 0") == 0);
        assertThat(before).as("runs before the end of the outage").isLessThan(JOBS);
        assertThat(ScriptedRuns.count(look, "status = 'Completed'")).isEqualTo(JOBS);
        assertThat(runs.ran()).hasSize(JOBS).doesNotHaveDuplicates();
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
