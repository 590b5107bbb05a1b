package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.launch.LaunchFailed;
import org.autotest.dispatcher.launch.Launcher;
import org.autotest.store.lab.DroneOrders.Ending;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// Watches the processes of executions and ends those that shall end: first asks, then, when the
/// grace is over, uses force. For the loop's thread.
final class ExecutionWatch {
  private static final System.Logger LOG = System.getLogger(ExecutionWatch.class.getName());

  private final Launcher launcher;
  private final Inbox inbox;
  private final InstantSource clock;
  private final Duration grace;
  private final Later later;
  private final Elsewhere elsewhere;
  private final Map<ExecutionId, ProcessRef> watched = new HashMap<>();
  private final Set<ExecutionId> stopping = new HashSet<>();
  private final Set<ExecutionId> toKill = new HashSet<>();

  ExecutionWatch(Launcher launcher, Inbox inbox, InstantSource clock, Duration grace, Later later) {
    this(launcher, inbox, clock, grace, later, Elsewhere.NOTHING);
  }

  /// @param elsewhere executions of other machines, which their drones look after
  ExecutionWatch(
      Launcher launcher,
      Inbox inbox,
      InstantSource clock,
      Duration grace,
      Later later,
      Elsewhere elsewhere) {
    this.launcher = launcher;
    this.inbox = inbox;
    this.clock = clock;
    this.grace = grace;
    this.later = later;
    this.elsewhere = elsewhere;
  }

  /// Tells the inbox once when the process is gone; of one on another machine its drone tells.
  void watch(LabExecution execution, ProcessRef process) {
    boolean isElsewhere = elsewhere.has(execution);
    if (isElsewhere && execution.told().isEmpty()) {
      elsewhere.watch(execution.id(), process);
    }
    if (watched.putIfAbsent(execution.id(), process) == null && !isElsewhere) {
      launcher.onGone(process, () -> inbox.add(new Observation.Gone(execution.id())));
    }
  }

  /// Executions of other machines.
  Elsewhere elsewhere() {
    return elsewhere;
  }

  /// Forgets who was asked to end: a new planning time asks again.
  void askAgain() {
    stopping.clear();
    toKill.clear();
  }

  /// The end of the execution is recorded.
  void forget(ExecutionId execution) {
    watched.remove(execution);
    stopping.remove(execution);
    toKill.remove(execution);
  }

  /// Ends the process of an execution, if it is known; once, however often it is asked.
  ///
  /// @throws org.autotest.core.failure.AutotestException when it could not be asked to end: it is
  ///   to be asked again, and force is used all the same when the grace is over
  void stop(LabExecution execution) {
    ProcessRef process = watched.get(execution.id());
    if (process == null || !stopping.add(execution.id())) {
      return;
    }
    LOG.log(
        Level.INFO,
        "execution %s: asking process %d to end; by force in %d s"
            .formatted(execution.id(), process.pid(), grace.toSeconds()));
    killLater(execution, process);
    try {
      if (elsewhere.has(execution)) {
        elsewhere.end(execution.id(), Ending.TERMINATE);
      } else {
        launcher.terminate(process);
      }
    } catch (RuntimeException notAsked) {
      stopping.remove(execution.id());
      throw notAsked;
    }
  }

  private void killLater(LabExecution execution, ProcessRef process) {
    if (toKill.add(execution.id())) {
      Instant force = clock.instant().plus(grace);
      later.at(force, () -> kill(execution, process));
    }
  }

  /// Again and again while it is there: one that hangs in the kernel ends when that lets it, and an
  /// order that is lost is given once more.
  private void kill(LabExecution execution, ProcessRef process) {
    toKill.remove(execution.id());
    if (!process.equals(watched.get(execution.id()))) {
      return;
    }
    killLater(execution, process);
    LOG.log(
        Level.WARNING,
        "execution %s: process %d did not end when asked; ending it by force"
            .formatted(execution.id(), process.pid()));
    try {
      if (elsewhere.has(execution)) {
        elsewhere.end(execution.id(), Ending.KILL);
      } else {
        launcher.kill(process);
      }
    } catch (LaunchFailed trouble) {
      LOG.log(
          Level.WARNING,
          "execution %s: %s; trying again in %d s"
              .formatted(execution.id(), trouble.problem(), grace.toSeconds()));
    }
  }
}
