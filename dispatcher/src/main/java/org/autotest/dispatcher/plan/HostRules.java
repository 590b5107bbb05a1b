package org.autotest.dispatcher.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.host.Protection;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskType;
import org.autotest.dispatcher.plan.Decision.AfterTask;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.Outcome;
import org.autotest.store.lab.LabExecution.Work;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabJob;

/// What happens to a host: its special tasks one after another, repair first, then cleanup, then
/// verify; and what follows from how each ended.
final class HostRules {
  /// Who asks for what nobody asked for.
  static final String SYSTEM = "autotest_system";

  private final Lab lab;
  private final Starts starts;
  private final List<Decision> decisions = new ArrayList<>();

  HostRules(Lab lab, Starts starts) {
    this.lab = lab;
    this.starts = starts;
  }

  List<Decision> decisions() {
    return decisions;
  }

  void look(HostId id) {
    Optional<LabHost> known = lab.host(id);
    if (known.isEmpty()) {
      return;
    }
    LabHost host = known.get();
    List<SpecialTask> open = lab.openTasks(id);
    for (SpecialTask task : open) {
      if (task.status() == SpecialTask.Status.RUNNING) {
        running(task, host);
        stopOrphan(task, open);
      }
    }
    open.stream()
        .filter(task -> isOrphan(lab, task) && task.status() == SpecialTask.Status.QUEUED)
        .forEach(
            task ->
                decisions.add(new Decision.CancelTask(task, "the entry it prepared for is gone")));
    open.stream()
        .filter(task -> wantsStart(lab, task))
        .forEach(task -> starts.want(new StartKey.Task(task.id()), 1));
    if (open.isEmpty() && lab.activeOn(id).isEmpty()) {
      reclaim(host);
    }
  }

  /// A task is started when nothing else runs on its host, the host is not locked, no entry holds
  /// the host but the one the task is for, and it is the first of which all that is so: what
  /// somebody asked for while an entry has the host waits behind what the entry needs. A task that
  /// runs and has no process is started again, but for one that nobody waits for any more.
  static boolean wantsStart(Lab lab, SpecialTask task) {
    Optional<LabHost> host = lab.host(task.host());
    if (host.isEmpty() || lab.executions().open(new Work.Task(task.id())).isPresent()) {
      return false;
    }
    if (task.status() == SpecialTask.Status.RUNNING) {
      return ending(lab, task).isEmpty();
    }
    List<SpecialTask> open = lab.openTasks(task.host());
    Set<EntryId> holders = lab.activeOn(task.host());
    boolean first =
        open.stream()
            .filter(other -> isForHolder(other, holders))
            .findFirst()
            .filter(task::equals)
            .isPresent();
    return first
        && !host.get().locked()
        && open.stream().noneMatch(other -> other.status() == SpecialTask.Status.RUNNING);
  }

  /// How a task that runs has ended, or never began when nobody waits for it any more.
  private static Optional<Outcome> ending(Lab lab, SpecialTask task) {
    return lab.executions()
        .latest(new Work.Task(task.id()))
        .filter(
            last ->
                last.status() == LabExecution.Status.ENDED
                    || (last.status() == LabExecution.Status.ABANDONED && isOrphan(lab, task)))
        .flatMap(LabExecution::outcome);
  }

  private static boolean isForHolder(SpecialTask task, Set<EntryId> holders) {
    Set<EntryId> others = new HashSet<>(holders);
    task.onBehalfOf().ifPresent(others::remove);
    return others.isEmpty();
  }

  /// A cleanup or verify for an entry that does not wait for it any more.
  private static boolean isOrphan(Lab lab, SpecialTask task) {
    return task.type() != TaskType.REPAIR
        && task.onBehalfOf().isPresent()
        && waiting(lab, task).isEmpty();
  }

  /// The entry that waits for the task at this moment.
  private static Optional<LabEntry> waiting(Lab lab, SpecialTask task) {
    return task.onBehalfOf()
        .flatMap(lab::entry)
        .filter(entry -> entry.host().equals(Optional.of(task.host())))
        .filter(entry -> !entry.abortRequested())
        .filter(
            entry ->
                entry.status()
                    == (task.type() == TaskType.REPAIR
                        ? EntryStatus.QUEUED
                        : EntryStatus.VERIFYING));
  }

  /// The entry is gone, and its host is to be cleaned up. Asked whenever the host is looked at:
  /// when the job was aborted the process may not have been known yet.
  private void stopOrphan(SpecialTask task, List<SpecialTask> open) {
    boolean isInTheWay =
        isOrphan(lab, task)
            && open.stream()
                .anyMatch(
                    other -> other.type() == TaskType.CLEANUP && other.onBehalfOf().isEmpty());
    if (isInTheWay) {
      lab.executions()
          .open(new Work.Task(task.id()))
          .ifPresent(
              execution ->
                  decisions.add(
                      new Decision.StopExecution(
                          execution.id(),
                          List.of(),
                          "the job it prepared for was aborted, and the cleanup waits")));
    }
  }

  private void running(SpecialTask task, LabHost host) {
    ending(lab, task).ifPresent(outcome -> decisions.add(finish(task, host, outcome)));
  }

  private Decision finish(SpecialTask task, LabHost host, Outcome outcome) {
    Optional<Failure> failure =
        outcome.isSuccess()
            ? Optional.empty()
            : Optional.of(outcome.failure().orElseGet(() -> unexplained(task, host, outcome)));
    boolean ignored =
        host.protection() == Protection.DO_NOT_VERIFY && task.type() != TaskType.REPAIR;
    AfterTask after =
        failure.isEmpty() || ignored ? afterSuccess(task, host) : afterFailure(task, host);
    return new Decision.FinishTask(
        task,
        host,
        failure,
        after,
        failure
            .map(problem -> problem.problem() + (ignored ? " (ignored: do not verify)" : ""))
            .orElse("%s succeeded".formatted(task.type().pathWord())));
  }

  private static Failure unexplained(SpecialTask task, LabHost host, Outcome outcome) {
    return new Failure(
        outcome.wasKilled() ? Blame.LAB : Blame.HOST,
        "%s of %s: %s"
            .formatted(task.type().pathWord(), host.hostname(), EntryRules.inWords(outcome)));
  }

  private AfterTask afterSuccess(SpecialTask task, LabHost host) {
    Optional<LabEntry> waiting = waiting(lab, task);
    if (task.type() == TaskType.REPAIR) {
      return new AfterTask.HostReady();
    }
    if (waiting.isPresent()) {
      LabJob job = lab.job(waiting.get().job()).orElseThrow();
      boolean verify =
          task.type() == TaskType.CLEANUP && Preparation.afterCleanup(job, host).isPresent();
      return verify
          ? new AfterTask.VerifyNext(waiting.get(), job.owner())
          : new AfterTask.EntryPending(waiting.get());
    }
    return task.onBehalfOf().isPresent() && othersOpen(task)
        ? new AfterTask.Nothing()
        : new AfterTask.HostReady();
  }

  private AfterTask afterFailure(SpecialTask task, LabHost host) {
    Optional<LabEntry> waiting = waiting(lab, task);
    if (task.type() == TaskType.REPAIR) {
      return new AfterTask.GiveUp(
          waiting.filter(entry -> entry.metaHost().isEmpty()), parsesRepair(waiting));
    }
    if (waiting.isEmpty()) {
      return task.onBehalfOf().isPresent()
          ? new AfterTask.Nothing()
          : new AfterTask.RepairNext(Optional.empty(), task.requestedBy());
    }
    LabEntry entry = waiting.get();
    if (lab.wasRepairedFor(entry.id(), host.id())) {
      return new AfterTask.GiveUp(waiting, parsesRepair(waiting));
    }
    String owner = lab.job(entry.job()).orElseThrow().owner();
    return new AfterTask.RepairNext(waiting, owner);
  }

  private boolean parsesRepair(Optional<LabEntry> entry) {
    return entry
        .filter(known -> known.metaHost().isEmpty())
        .flatMap(known -> lab.job(known.job()))
        .filter(job -> job.options().parseFailedRepair())
        .isPresent();
  }

  private boolean othersOpen(SpecialTask task) {
    return lab.openTasks(task.host()).stream().anyMatch(other -> !other.id().equals(task.id()));
  }

  /// A host that stands in the middle of something nobody does: goes back to service.
  private void reclaim(LabHost host) {
    switch (host.status()) {
      case READY, REPAIR_FAILED -> {}
      case PENDING -> decisions.add(new Decision.ReleaseHost(host, "no entry holds it"));
      case RUNNING, VERIFYING, CLEANING, REPAIRING ->
          decisions.add(
              new Decision.QueueTask(
                  host.id(),
                  TaskType.CLEANUP,
                  Optional.empty(),
                  SYSTEM,
                  "it is %s and nobody works on it".formatted(host.status().word())));
    }
  }
}
