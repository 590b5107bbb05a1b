package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.Filing;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobId;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Targets;
import org.autotest.store.Database;
import org.autotest.store.jobs.JobCreation;
import org.autotest.store.recurring.RecurringRun.Overlap;
import org.autotest.store.recurring.RecurringStore;
import org.autotest.store.recurring.RecurringStore.Plan;
import org.autotest.store.recurring.Schedule;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
class RecurringWorkerTest {
  private static final Instant NOW = SettableClock.START;

  @Test
  void two_dispatchers_make_each_job_once_when_it_is_due(
      Database database, SettableClock clock, LabBuilder lab) {
    lab.user("alice");
    lab.host("host1");
    JobId template =
        new JobCreation(database)
            .create(
                "alice",
                NewJob.of(
                    "nightly",
                    new ControlFileText(ControlType.CLIENT, "pass\n"),
                    Targets.hosts("host1")),
                Filing.TEMPLATE);
    Schedule soon = new Schedule.Every(clock.instant().plusMillis(50), Duration.ofHours(1));
    new RecurringStore(database).create("alice", template, Plan.of(soon, 0, Overlap.RUN));

    try (var _ = new RecurringWorker(database, Duration.ofMillis(50));
        var _ = new RecurringWorker(database, Duration.ofMillis(50))) {
      for (int made = 1; made <= 3; made++) {
        clock.set(SettableClock.START.plus(Duration.ofHours(made - 1)).plusMillis(60));
        int expected = made;
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() -> assertThat(jobs(database)).isEqualTo(expected));
      }
    }
    assertThat(jobs(database)).isEqualTo(3);
  }

  @Test
  void it_sleeps_until_the_next_is_due_but_never_for_long() {
    assertThat(pause(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
    assertThat(pause(Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(10));
    assertThat(pause(Duration.ofHours(-1))).isPositive().isLessThan(Duration.ofMillis(100));
    assertThat(RecurringWorker.untilNext(Optional.empty(), NOW, RecurringWorker.PAUSE_MAX))
        .isEqualTo(Duration.ofSeconds(10));
  }

  private static Duration pause(Duration untilDue) {
    return RecurringWorker.untilNext(
        Optional.of(NOW.plus(untilDue)), NOW, RecurringWorker.PAUSE_MAX);
  }

  private static int jobs(Database database) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM afe_jobs WHERE recurring_run_id IS NOT NULL")
                .mapTo(Integer.class)
                .one());
  }
}
