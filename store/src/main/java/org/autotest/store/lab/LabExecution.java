package org.autotest.store.lab;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskId;
import org.autotest.core.results.ExecutionPath;

/// One start of autoserv (`afe_executions`).
///
/// @param id also the fencing number: of two executions of the same work the larger one counts
/// @param dispatcher the name of the dispatcher, and so of the drone, on whose machine it runs
/// @param weight processes it counts for: one for each host, at least one
/// @param process empty until it is known to run
/// @param outcome present exactly when it has ended
/// @param told what a drone has said of it; empty while none has said anything
/// @param startedAt when its process became known
public record LabExecution(
    ExecutionId id,
    Work work,
    String dispatcher,
    ExecutionPath path,
    int weight,
    Status status,
    Optional<ProcessRef> process,
    Optional<Outcome> outcome,
    Optional<Told> told,
    Optional<Instant> startedAt) {

  /// One that the planner itself looks after.
  public LabExecution(
      ExecutionId id,
      Work work,
      String dispatcher,
      ExecutionPath path,
      int weight,
      Status status,
      Optional<ProcessRef> process,
      Optional<Outcome> outcome) {
    this(
        id,
        work,
        dispatcher,
        path,
        weight,
        status,
        process,
        outcome,
        Optional.empty(),
        Optional.empty());
  }

  /// What a drone on another machine has answered.
  ///
  /// @param process present when it was started
  /// @param gone whether that process has ended
  /// @param failure why it was not started and never will be
  public record Told(Optional<ProcessRef> process, boolean gone, Optional<Failure> failure) {}

  /// What it works on.
  public sealed interface Work {
    /// The job itself, on the hosts of one group.
    ///
    /// @param subdir the group's directory below the job's
    record Main(JobId job, String subdir) implements Work {}

    /// Collects what a killed run left on its hosts.
    record Gather(JobId job, String subdir) implements Work {}

    /// A verify, cleanup or repair.
    record Task(TaskId task) implements Work {}
  }

  /// How far it is.
  public enum Status {
    /// Recorded; its process may or may not run.
    STARTING("starting"),
    /// Its process is known.
    RUNNING("running"),
    /// Its process is gone, and how it ended is known.
    ENDED("ended"),
    /// It never ran: fenced off, or its process left no sign of having begun.
    ABANDONED("abandoned");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    /// The word in the database.
    public String word() {
      return word;
    }

    /// Fails with `IllegalArgumentException` for a word the database should not hold.
    public static Status ofWord(String word) {
      return Arrays.stream(values())
          .filter(status -> status.word.equals(word))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no execution status '" + word + "'"));
    }
  }

  /// A process that is the same only while pid, start and boot are: pids are used again.
  ///
  /// @param startTicks field 22 of `/proc/PID/stat`: clock ticks after the boot
  /// @param bootId `/proc/sys/kernel/random/boot_id` of the machine it runs on
  public record ProcessRef(long pid, long startTicks, String bootId) {}

  /// How it ended.
  ///
  /// @param waitStatus exit status × 256 + signal; 1 for a process that vanished
  /// @param testsFailed as autoserv counted them
  /// @param failure why, when it failed by itself and said so
  public record Outcome(
      Instant endedAt, int waitStatus, int testsFailed, Optional<Failure> failure) {
    /// Ended by itself, with status 0.
    public boolean isSuccess() {
      return waitStatus == 0;
    }

    /// Ended by a signal or vanished: something may be left on the hosts.
    public boolean wasKilled() {
      return (waitStatus & 0x7f) != 0;
    }
  }

  /// Whether it takes up a process.
  public boolean isOpen() {
    return status == Status.STARTING || status == Status.RUNNING;
  }
}
