package org.autotest.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
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
import org.autotest.store.lab.EventLog;
import org.autotest.store.schema.Migrations;
import org.autotest.store.tko.ResultsIngestion;
import org.autotest.testkit.MemoryTempDir;
import org.autotest.testkit.TcpSwitch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The database server is away for a minute while jobs run and are submitted: it is stopped and
/// started again, or the machine it is on stands still.
@Tag("long")
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class DatabaseOutageTest {
  private static final Duration OUTAGE = Duration.ofSeconds(60);
  private static final Duration RESUMES_WITHIN = Duration.ofSeconds(5);
  private static final int JOBS = 60;
  private static final int JOBS_MEANWHILE = 20;
  private static final int HOSTS = 6;

  @TempDir(factory = MemoryTempDir.class)
  Path root;

  private final InstantSource clock = InstantSource.system();
  private EmbeddedMariaDb server;
  private TcpSwitch road;
  private ScriptedRuns runs;

  /// Something that keeps everybody from the database.
  private interface Outage {
    void begin() throws IOException, InterruptedException;

    void end() throws IOException, InterruptedException;
  }

  @BeforeEach
  void start() throws IOException, InterruptedException {
    runs = new ScriptedRuns(root);
    server = server();
    Migrations.migrate(server.address());
    road = new TcpSwitch(port(server.address()));
    ScriptedRuns.fill(server.address(), HOSTS, JOBS);
  }

  @AfterEach
  void end() throws IOException {
    road.close();
    server.close();
  }

  @Test
  void of_a_server_that_is_stopped_and_started_again_everything_recovers_by_itself()
      throws Exception {
    outlast(
        new Outage() {
          @Override
          public void begin() throws IOException {
            road.cut();
            server.close();
          }

          @Override
          public void end() throws InterruptedException {
            server = server();
            road.leadTo(port(server.address()));
          }
        });
  }

  @Test
  void of_a_server_that_stands_still_everything_recovers_by_itself() throws Exception {
    long pid = server.pid();
    outlast(
        new Outage() {
          @Override
          public void begin() throws IOException, InterruptedException {
            signal("STOP", pid);
          }

          @Override
          public void end() throws IOException, InterruptedException {
            signal("CONT", pid);
          }
        });
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-s", name, Long.toString(pid)).inheritIO().start().waitFor();
    assertThat(status).isZero();
  }

  private void outlast(Outage outage) throws Exception {
    try (LocalLauncher launcher = new LocalLauncher(0);
        Database own = Database.open(through(server.address(), road.port()), clock);
        SubmitterThread submitter =
            new SubmitterThread(own, HOSTS, JOBS_MEANWHILE, Duration.ofSeconds(2))) {
      DispatcherService dispatcher =
          new DispatcherService(
              runs.config("outage"),
              own,
              launcher,
              new ResultsIngestion(own)::ingest,
              new DispatcherService.Self("here", launcher.ownProcess(), clock, ZoneOffset.UTC));
      Thread thread = Thread.ofPlatform().start(dispatcher::run);
      await().atMost(Duration.ofMinutes(1)).until(() -> runs.ran().size() >= HOSTS);
      long last = lastEvent(server.address());
      submitter.start();

      outage.begin();
      TimeUnit.NANOSECONDS.sleep(OUTAGE.toNanos());
      assertThat(runs.ran()).as("runs before the end of the outage").hasSizeLessThan(JOBS);
      outage.end();

      requireResumed(last);
      requireNothingLost(submitter);
      dispatcher.close();
      thread.join();
    }
  }

  private void requireResumed(long last) {
    await()
        .atMost(RESUMES_WITHIN)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> lastEvent(server.address()) > last + HOSTS);
  }

  private long lastEvent(DatabaseAddress address) {
    try (Database look = Database.open(address, clock)) {
      return new EventLog(look).last();
    }
  }

  private void requireNothingLost(SubmitterThread submitter) {
    try (Database look = Database.open(server.address(), clock)) {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> submitter.isDone() && ScriptedRuns.count(look, "complete = 0") == 0);
      assertThat(submitter.refused()).as("told that the database is away").isPositive();
      assertThat(ScriptedRuns.count(look, "status = 'Completed'")).isEqualTo(JOBS + JOBS_MEANWHILE);
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> assertThat(runs.ran()).hasSize(JOBS + JOBS_MEANWHILE).doesNotHaveDuplicates());
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
