package org.autotest.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.autotest.core.job.EntryId;
import org.autotest.dispatcher.DispatcherConfig.Results;
import org.autotest.dispatcher.DispatcherConfig.Timing;
import org.autotest.dispatcher.launch.LocalLauncher;
import org.autotest.dispatcher.plan.Patience;
import org.autotest.dispatcher.results.Archive;
import org.autotest.dispatcher.run.DispatcherService;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.Leases;
import org.autotest.store.tko.ResultsIngestion;
import org.autotest.store.views.LabViews;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A whole dispatcher meets what none expects: it says so and goes on.
@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class DispatcherTroubleTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final String WAITING =
      """
      SELECT id FROM information_schema.processlist
      WHERE info LIKE 'UPDATE afe_leases%' AND time_ms > 50
      """;

  private static final String BREAK =
      """
      CREATE TRIGGER broken BEFORE UPDATE ON afe_leases FOR EACH ROW
      IF NEW.expires_at <> OLD.expires_at AND NEW.generation = OLD.generation THEN
        SIGNAL SQLSTATE '23000' SET MESSAGE_TEXT = 'nobody thought of this';
      END IF
      """;

  /// As by a server that goes down.
  private static final String OUTAGE = "'70100' SET MYSQL_ERRNO = 1317,";

  private static final String GIVE_AWAY =
      """
      UPDATE afe_leases
      SET generation = generation + 1, expires_at = UTC_TIMESTAMP(3) + INTERVAL 1 HOUR,
        dispatcher_id = (SELECT id FROM afe_dispatchers WHERE name = 'another')
      WHERE name = 'planner'
      """;

  @TempDir Path root;
  private Database database;
  private LocalLauncher launcher;
  private DispatcherService dispatcher;
  private Thread thread;

  @BeforeEach
  void start(DatabaseAddress address) throws Exception {
    InstantSource clock = InstantSource.system();
    database = Database.open(address, clock);
    launcher = new LocalLauncher(0);
    DispatcherConfig usual = new ScriptedRuns(root).config("troubled");
    Timing quick =
        new Timing(
            Duration.ofMillis(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofMillis(200),
            Patience.DEFAULTS);
    dispatcher =
        new DispatcherService(
            new DispatcherConfig(
                usual.name(),
                usual.resultsRoot(),
                usual.autoserv(),
                usual.limits(),
                usual.parsesAtOnceMax(),
                quick,
                usual.keeping().with(new Results(Optional.of(archive()), Duration.ZERO))),
            database,
            launcher,
            new ResultsIngestion(database)::ingest,
            new DispatcherService.Self("here", launcher.ownProcess(), clock, ZoneOffset.UTC));
    thread = Thread.ofPlatform().name("troubled").start(dispatcher::run);
    await().atMost(SOON).until(dispatcher::isPlanning);
  }

  /// A program that notes that it runs, and takes its time where the test says so.
  private Archive archive() throws IOException {
    Path script =
        Files.writeString(
            root.resolve("archive"),
            """
            #!/bin/sh
            echo $$ >> 'ROOT/archiving'
            [ ! -e 'ROOT/slow' ] || exec sleep 600
            echo the-shelf
            """
                .replace("ROOT", root.toString()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Archive.Command(List.of(script.toString()));
  }

  @AfterEach
  void end() throws InterruptedException {
    database.transactVoid(handle -> handle.execute("DROP TRIGGER IF EXISTS broken"));
    dispatcher.close();
    thread.join();
    launcher.close();
    database.close();
  }

  private void requireThatAJobRuns() {
    LabBuilder build = new LabBuilder(database);
    build.user("alice");
    EntryId entry = build.entry(build.job("alice", "job"), build.host("host1"));
    await()
        .atMost(SOON)
        .until(
            () ->
                ScriptedRuns.count(database, "status = 'Completed' AND id = " + entry.value())
                    == 1);
  }

  private Optional<String> told() {
    return new LabViews(database).overview().dispatcherTrouble();
  }

  @Test
  void a_statement_that_somebody_ends_does_not_end_the_dispatcher() {
    database.transactVoid(
        handle -> {
          handle.execute("SELECT * FROM afe_leases WHERE name = 'planner' FOR UPDATE");
          await().atMost(SOON).until(() -> waiting().isPresent());
          long id = waiting().orElseThrow();
          database.read(
              other -> {
                other.execute("KILL QUERY " + id);
                return true;
              });
          await().atMost(SOON).until(() -> !dispatcher.isPlanning());
        });

    requireThatAJobRuns();
    assertThat(thread.isAlive()).isTrue();
    assertThat(told()).isEmpty();
  }

  private Optional<Long> waiting() {
    return database.read(
        (Handle handle) -> handle.createQuery(WAITING).mapTo(Long.class).findFirst());
  }

  @Test
  void what_is_being_archived_is_given_up_when_another_plans_after_an_outage() throws Exception {
    Files.writeString(root.resolve("slow"), "");
    LabBuilder build = new LabBuilder(database);
    build.user("alice");
    build.entry(build.job("alice", "job"), build.host("host1"));
    Path archiving = root.resolve("archiving");
    await().atMost(SOON).until(() -> Files.exists(archiving) && Files.size(archiving) > 0);
    long pid = Long.parseLong(Files.readAllLines(archiving).getFirst());

    database.transactVoid(handle -> handle.execute(BREAK.replace("'23000' SET", OUTAGE)));
    await().atMost(SOON).until(() -> !dispatcher.isPlanning());
    Leases.register(database, "another", "elsewhere", new ProcessRef(1, 1, "boot"), 1);
    database.transactVoid(handle -> handle.execute(GIVE_AWAY));
    database.transactVoid(handle -> handle.execute("DROP TRIGGER broken"));

    await().atMost(SOON).until(() -> ProcessHandle.of(pid).isEmpty());
    assertThat(dispatcher.isPlanning()).isFalse();
  }

  @Test
  void a_bug_is_told_to_everybody_and_when_it_is_gone_jobs_run() {
    database.transactVoid(handle -> handle.execute(BREAK));

    await().atMost(SOON).until(() -> told().isPresent());
    assertThat(told().orElseThrow())
        .startsWith("dispatcher troubled: planning: ")
        .contains("nobody thought of this")
        .contains("blame: a bug");

    database.transactVoid(handle -> handle.execute("DROP TRIGGER broken"));
    requireThatAJobRuns();
    assertThat(thread.isAlive()).isTrue();
  }
}
