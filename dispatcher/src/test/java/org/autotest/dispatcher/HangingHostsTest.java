package org.autotest.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.autotest.dispatcher.DispatcherConfig.Keeping;
import org.autotest.dispatcher.DispatcherConfig.Reverify;
import org.autotest.dispatcher.DispatcherConfig.Timing;
import org.autotest.dispatcher.launch.LocalLauncher;
import org.autotest.dispatcher.plan.Patience;
import org.autotest.dispatcher.plan.Starts;
import org.autotest.dispatcher.run.DispatcherService;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.embedded.EmbeddedMariaDb;
import org.autotest.store.schema.Migrations;
import org.autotest.store.tko.ResultsIngestion;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.MemoryTempDir;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A tenth of the hosts hang: each run of autoserv on them, and nothing ends by itself. Beside it,
/// at the same time on the same machine, runs a lab of which none hangs: what the one has done of
/// its other hosts' work is compared with what the other has done, so that it does not matter how
/// busy the machine is.
@Tag("long")
@ExtendWith(MariaDbExtension.class)
class HangingHostsTest {
  private static final int HOSTS = 20;
  private static final int JOBS_EACH = 14;
  private static final int WORK = 150;
  private static final double LOSS_MAX = 0.05;
  private static final Duration TASK_LIMIT = Duration.ofSeconds(4);
  private static final Duration GIVEN_UP_WITHIN = Duration.ofSeconds(30);
  private static final String OTHERS =
      "complete = 1 AND host_id NOT IN"
          + " (SELECT id FROM afe_hosts WHERE hostname IN ('host0', 'host1'))";

  @TempDir(factory = MemoryTempDir.class)
  Path root;

  /// One of the two.
  private static final class SmallLab implements AutoCloseable {
    private final InstantSource clock = InstantSource.system();
    private final ScriptedRuns runs;
    private final Database database;
    private final LocalLauncher launcher = new LocalLauncher(0);
    private final DispatcherService dispatcher;
    private final Thread thread;

    SmallLab(Path root, DatabaseAddress address) throws IOException {
      this.runs = new ScriptedRuns(root);
      Migrations.migrate(address);
      ScriptedRuns.fill(address, HOSTS, HOSTS * JOBS_EACH);
      this.database = Database.open(address, clock);
      this.dispatcher =
          new DispatcherService(
              config(runs.config("hanging")),
              database,
              launcher,
              new ResultsIngestion(database)::ingest,
              new DispatcherService.Self("here", launcher.ownProcess(), clock, ZoneOffset.UTC));
      this.thread = Thread.ofPlatform().unstarted(dispatcher::run);
    }

    /// As many processes as hosts: one that hangs takes no other's.
    private static DispatcherConfig config(DispatcherConfig standard) {
      Timing usual = standard.timing();
      Patience patience = usual.patience();
      return new DispatcherConfig(
          standard.name(),
          standard.resultsRoot(),
          standard.autoserv(),
          new Starts.Limits(HOSTS, HOSTS),
          standard.parsesAtOnceMax(),
          new Timing(
              usual.poll(),
              usual.lease(),
              Duration.ofSeconds(1),
              usual.retry(),
              usual.reload(),
              usual.liveParse(),
              new Patience(
                  patience.groupWait(), patience.ageStep(), patience.gangPatience(), TASK_LIMIT)),
          Keeping.DEFAULTS.with(new Reverify(Duration.ofSeconds(1), 20)));
    }

    void start() {
      thread.start();
    }

    long entries(String condition) {
      return ScriptedRuns.count(database, condition);
    }

    long hosts(String status) {
      return database.read(
          handle ->
              handle
                  .createQuery(
                      """
                      SELECT COUNT(*) FROM afe_hosts
                      WHERE hostname IN ('host0', 'host1') AND status = ?
                      """)
                  .bind(0, status)
                  .mapTo(Long.class)
                  .one());
    }

    List<String> problems() {
      return database.read(
          handle ->
              handle
                  .createQuery(
                      """
                      SELECT CONCAT_WS(' ', failure_blame, failure_problem) FROM afe_hosts
                      WHERE hostname IN ('host0', 'host1')
                      """)
                  .mapTo(String.class)
                  .list());
    }

    @Override
    public void close() {
      dispatcher.close();
      try {
        thread.join();
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
      }
      launcher.close();
      database.close();
    }
  }

  @Test
  void cost_the_others_nothing_are_given_up_and_work_again_when_they_are_back(
      EmbeddedMariaDb server, DatabaseAddress address) throws Exception {
    try (Database any = Database.open(address, InstantSource.system())) {
      any.read(handle -> handle.execute("CREATE DATABASE IF NOT EXISTS hanging_beside"));
    }
    try (SmallLab hanging = new SmallLab(Files.createDirectory(root.resolve("a")), address);
        SmallLab healthy =
            new SmallLab(
                Files.createDirectory(root.resolve("b")), server.address("hanging_beside"))) {
      hanging.runs.hang("host0", true);
      hanging.runs.hang("host1", true);
      hanging.start();
      healthy.start();

      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(100))
          .until(() -> healthy.entries(OTHERS) >= WORK);
      long done = hanging.entries(OTHERS);
      assertThat(done).as("done by the other hosts").isGreaterThan((long) (WORK * (1 - LOSS_MAX)));
      await().atMost(GIVEN_UP_WITHIN).until(() -> hanging.hosts("Repair Failed") == 2);

      assertThat(hanging.problems())
          .allMatch(problem -> problem.startsWith("HOST running autoserv"));
      assertThat(hanging.problems()).allMatch(problem -> problem.contains("no end in 4 s"));

      hanging.runs.hang("host0", false);
      hanging.runs.hang("host1", false);
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> hanging.entries("complete = 0") == 0 && hanging.hosts("Ready") == 2);
      assertThat(hanging.entries("status = 'Failed'")).as("named a host that hung").isEqualTo(2);
      assertThat(hanging.entries("status = 'Completed'")).isEqualTo((long) HOSTS * JOBS_EACH - 2);
      assertThat(hanging.runs.ran()).hasSize(HOSTS * JOBS_EACH - 2).doesNotHaveDuplicates();
    }
  }
}
