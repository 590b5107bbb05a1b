package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.TaskId;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.schedule.Drone;
import org.autotest.core.schedule.Drone.State;
import org.autotest.dispatcher.run.DroneCheck.Fate;
import org.autotest.dispatcher.run.DroneFence.Act;
import org.autotest.store.lab.DroneDuties.Asked;
import org.autotest.store.lab.DroneDuties.Duty;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.LabExecution.Status;
import org.autotest.store.lab.LabExecution.Work;
import org.junit.jupiter.api.Test;

/// What a drone does about an execution, when it ends everything, and what a planner thinks of one
/// that it cannot see.
class DroneStepTest {
  private static final ExecutionPath PATH = new ExecutionPath("hosts/host1/1-verify");
  private static final ProcessRef PROCESS = new ProcessRef(17, 1, "boot");
  private static final Optional<ProcessRef> NONE = Optional.empty();
  private static final List<String> ARGV = List.of("autoserv");

  private static Duty duty(
      boolean open, List<String> argv, Asked asked, boolean taken, Optional<ProcessRef> process) {
    return new Duty(new ExecutionId(1), PATH, open, argv, asked, true, taken, process);
  }

  private static DroneStep step(Duty duty, boolean isStarting, boolean isAlive) {
    return DroneStep.of(duty, isStarting, _ -> isAlive);
  }

  @Test
  void what_is_new_is_started_once() {
    Duty fresh = duty(true, ARGV, Asked.RUN, false, NONE);
    Duty taken = duty(true, ARGV, Asked.RUN, true, NONE);

    assertThat(step(fresh, false, false)).isEqualTo(DroneStep.START);
    assertThat(step(fresh, true, false)).isEqualTo(DroneStep.NOTHING);
    assertThat(step(taken, true, false)).isEqualTo(DroneStep.NOTHING);
    assertThat(step(taken, false, false)).isEqualTo(DroneStep.CLAIM);
  }

  @Test
  void what_was_given_up_is_not_started() {
    assertThat(step(duty(false, ARGV, Asked.RUN, false, NONE), false, false))
        .isEqualTo(DroneStep.TELL_GONE);
    assertThat(step(duty(false, ARGV, Asked.RUN, true, NONE), false, false))
        .isEqualTo(DroneStep.CLAIM);
  }

  @Test
  void what_runs_goes_on_until_it_is_asked_to_end_or_was_given_up() {
    Optional<ProcessRef> runs = Optional.of(PROCESS);

    assertThat(step(duty(true, ARGV, Asked.RUN, true, runs), false, true))
        .isEqualTo(DroneStep.NOTHING);
    assertThat(step(duty(true, ARGV, Asked.TERMINATE, true, runs), false, true))
        .isEqualTo(DroneStep.TERMINATE);
    assertThat(step(duty(true, ARGV, Asked.KILL, true, runs), false, true))
        .isEqualTo(DroneStep.KILL);
    assertThat(step(duty(false, List.of(), Asked.RUN, false, runs), false, true))
        .isEqualTo(DroneStep.KILL);
    assertThat(step(duty(true, ARGV, Asked.KILL, true, runs), false, false))
        .isEqualTo(DroneStep.TELL_GONE);
  }

  @Test
  void a_drone_that_cannot_be_heard_ends_everything_well_before_it_is_lost() {
    Duration lostAfter = Duration.ofMinutes(30);
    DroneFence fence = DroneFence.of(lostAfter, Duration.ofMinutes(1));

    assertThat(fence.act(Duration.ofMinutes(19), 1)).isEqualTo(Act.LET);
    assertThat(fence.act(Duration.ofMinutes(20), 1)).isEqualTo(Act.TERMINATE);
    assertThat(fence.act(Duration.ofMinutes(21), 1)).isEqualTo(Act.KILL);
    assertThat(fence.act(Duration.ofDays(2), 0)).as("alone").isEqualTo(Act.LET);

    DroneFence hasty = DroneFence.of(Duration.ofSeconds(60), Duration.ofMinutes(10));
    assertThat(hasty.act(Duration.ofSeconds(50), 1)).isEqualTo(Act.KILL);
  }

  private static LabExecution execution(Status status) {
    return new LabExecution(
        new ExecutionId(1),
        new Work.Task(new TaskId(1)),
        "b",
        PATH,
        1,
        status,
        Optional.empty(),
        Optional.empty());
  }

  private static Fate fate(Status status, State state) {
    return Fate.of(execution(status), Optional.of(new Drone("b", 1, state, Set.of(), Set.of())));
  }

  @Test
  void only_a_lost_drone_loses_what_runs_and_only_a_silent_one_what_has_not_begun() {
    for (State heard : List.of(State.READY, State.DRAINED)) {
      assertThat(fate(Status.STARTING, heard)).isEqualTo(Fate.GOES_ON);
      assertThat(fate(Status.RUNNING, heard)).isEqualTo(Fate.GOES_ON);
    }
    assertThat(fate(Status.STARTING, State.SILENT)).isEqualTo(Fate.CLAIMED);
    assertThat(fate(Status.RUNNING, State.SILENT)).isEqualTo(Fate.TRUSTED);
    assertThat(fate(Status.STARTING, State.LOST)).isEqualTo(Fate.CLAIMED);
    assertThat(fate(Status.RUNNING, State.LOST)).isEqualTo(Fate.GIVEN_UP);
    assertThat(fate(Status.ENDED, State.LOST)).isEqualTo(Fate.GOES_ON);
    assertThat(Fate.of(execution(Status.RUNNING), Optional.empty())).isEqualTo(Fate.TRUSTED);
  }
}
