package org.autotest.dispatcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Hostname;
import org.autotest.core.host.Protection;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.schedule.Offer;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.Outcome;
import org.autotest.store.lab.LabExecution.Work;
import org.autotest.store.lab.LabHost;
import org.junit.jupiter.api.Test;

/// Rows that contradict each other hold up nothing but what they are about.
class SetAsideTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final HostId BAD = new HostId(1);
  private static final HostId GOOD = new HostId(2);
  private static final EntryId ENTRY = new EntryId(7);

  private final Lab lab = new Lab(Duration.ofHours(8));

  private List<Decision> plan() {
    return new Planner(
            lab,
            new Starts(new Starts.Limits(10, 10)),
            new ParseDesk(),
            new ArchiveDesk(false),
            Patience.DEFAULTS)
        .plan(NOW);
  }

  private void putHost(HostId id) {
    lab.put(
        new LabHost(
            id,
            new Hostname("host" + id),
            HostStatus.VERIFYING,
            false,
            false,
            Protection.NO_PROTECTION,
            new Offer(Set.of(), Set.of(), false)));
  }

  /// Of a job that is not there.
  private void putEntry(Optional<String> problem) {
    lab.put(
        new LabEntry(
            ENTRY,
            new JobId(3),
            Optional.of(BAD),
            Optional.empty(),
            Optional.empty(),
            EntryStatus.VERIFYING,
            false,
            "",
            Optional.empty(),
            problem,
            Optional.empty()));
  }

  @Test
  void a_host_whose_task_cannot_be_thought_about_is_set_aside_and_the_next_one_goes_on() {
    TaskId task = new TaskId(5);
    putHost(BAD);
    putHost(GOOD);
    putEntry(Optional.empty());
    lab.put(
        new SpecialTask(
            task,
            TaskType.VERIFY,
            BAD,
            "alice",
            Optional.of(ENTRY),
            SpecialTask.Status.RUNNING,
            NOW));
    lab.put(
        new LabExecution(
            new ExecutionId(9),
            new Work.Task(task),
            "d",
            new ExecutionPath("hosts/host1/5-verify"),
            1,
            LabExecution.Status.ENDED,
            Optional.empty(),
            Optional.of(new Outcome(NOW, 256, 0, Optional.empty()))));

    List<Decision> decisions = plan();

    assertThat(decisions)
        .anySatisfy(
            decision ->
                assertThat(decision)
                    .isInstanceOfSatisfying(
                        Decision.SetHostAside.class,
                        aside -> {
                          assertThat(aside.host()).isEqualTo(BAD);
                          assertThat(aside.failure().blame()).isEqualTo(Blame.BUG);
                        }))
        .anySatisfy(
            decision ->
                assertThat(decision)
                    .isInstanceOfSatisfying(
                        Decision.QueueTask.class,
                        queued -> assertThat(queued.host()).isEqualTo(GOOD)));
  }

  @Test
  void an_entry_that_says_so_already_is_not_set_aside_again_each_round() {
    putHost(BAD);
    putEntry(Optional.empty());
    List<Decision> first = plan();
    assertThat(first).hasAtLeastOneElementOfType(Decision.SetAside.class);

    putEntry(
        first.stream()
            .filter(Decision.SetAside.class::isInstance)
            .map(Decision::reason)
            .findFirst());

    assertThat(plan()).doesNotHaveAnyElementsOfTypes(Decision.SetAside.class);
  }
}
