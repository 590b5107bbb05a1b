package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.core.job.JobId;
import org.autotest.core.results.ExecutionPath;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.store.Database;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.Leases;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Who reads results while a run goes on, and when he must not any more.
@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class ParseWorkersTest {
  private static final JobId JOB = new JobId(17);
  private static final ExecutionPath RUN = new ExecutionPath("17-alice/host1");
  private static final ExecutionPath OTHER = new ExecutionPath("18-alice/host2");
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration AGE_STEP = Duration.ofHours(8);

  @TempDir Path root;
  private final List<String> ingested = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private Database database;
  private Leases leases;
  private ParseWorkers workers;

  @BeforeEach
  void start(Database given) throws IOException {
    database = given;
    leases = register("one");
    assertThat(leases.take(LEASE, AGE_STEP)).isTrue();
    workers =
        new ParseWorkers(
            new ParseWorkers.Reading(
                new ResultsFiles(root, ZoneOffset.UTC),
                (_, tag, _, progress) -> ingested.add(tag + " " + progress),
                2,
                () -> {
                  boolean holds = leases.holds();
                  asked.incrementAndGet();
                  return holds;
                }),
            new Inbox(),
            Duration.ofMillis(10),
            Executors.newVirtualThreadPerTaskExecutor());
    grow(RUN);
    grow(OTHER);
  }

  @AfterEach
  void end() {
    workers.close();
  }

  private Leases register(String name) {
    return Leases.register(database, name, name, new ProcessRef(1, 1, "boot"), 10);
  }

  private void grow(ExecutionPath run) throws IOException {
    Path directory = Files.createDirectories(root.resolve(run.value()));
    Files.writeString(
        directory.resolve("status.log"),
        "INFO\t----\t----\tgoing on\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private void growUntilAsked(ExecutionPath run) throws IOException {
    int before = asked.get();
    grow(run);
    await().until(() -> asked.get() > before);
  }

  @Test
  void who_has_lost_the_lease_writes_nothing_over_what_somebody_else_has_read() throws Exception {
    workers.follow(JOB, RUN);
    await().until(() -> ingested.equals(List.of(RUN + " RUNNING")));

    database.transactVoid(
        handle -> handle.execute("UPDATE afe_leases SET expires_at = '2000-01-01'"));
    assertThat(register("two").take(LEASE, AGE_STEP)).isTrue();
    // The second question is asked when the first reading is over.
    growUntilAsked(RUN);
    growUntilAsked(RUN);

    assertThat(ingested).hasSize(1);
  }

  @Test
  void what_is_forgotten_is_not_looked_at_any_more() throws Exception {
    workers.follow(JOB, RUN);
    await().until(() -> ingested.size() == 1);

    workers.forgetAll();
    grow(RUN);
    workers.follow(JOB, OTHER);
    growUntilAsked(OTHER);
    growUntilAsked(OTHER);
    growUntilAsked(OTHER);

    assertThat(ingested).containsOnlyOnce(RUN + " RUNNING");
  }
}
