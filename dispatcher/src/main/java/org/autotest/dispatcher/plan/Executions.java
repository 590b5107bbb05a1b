package org.autotest.dispatcher.plan;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskId;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.Work;

/// Executions of unfinished work: those that are open, and the last one of each piece of work.
public final class Executions {
  private final Map<ExecutionId, LabExecution> byId = new HashMap<>();
  private final Map<Work, LabExecution> latest = new HashMap<>();
  private final Map<JobId, Set<Work>> ofJob = new HashMap<>();
  private final Set<TaskId> openTasks = new HashSet<>();
  private final Map<String, Integer> openWeightOn = new HashMap<>();
  private final Set<ExecutionId> told = new LinkedHashSet<>();
  private int openWeight;
  private long changes;

  /// One execution, while it is open or the last of its work.
  public Optional<LabExecution> get(ExecutionId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /// The last execution of a piece of work.
  public Optional<LabExecution> latest(Work work) {
    return Optional.ofNullable(latest.get(work));
  }

  /// The last execution of a piece of work, while it takes up a process.
  public Optional<LabExecution> open(Work work) {
    return latest(work).filter(LabExecution::isOpen);
  }

  /// All of them, in no order.
  public Collection<LabExecution> all() {
    return byId.values();
  }

  /// Grows with each change.
  long changes() {
    return changes;
  }

  /// Special tasks that take up a process.
  Set<TaskId> openTasks() {
    return Collections.unmodifiableSet(openTasks);
  }

  /// Processes that all open executions count for.
  public int openWeight() {
    return openWeight;
  }

  /// Processes that the open executions on one machine count for.
  ///
  /// @param dispatcher the name of the one there
  public int openWeightOn(String dispatcher) {
    return openWeightOn.getOrDefault(dispatcher, 0);
  }

  /// Open executions of which a drone has told something since the last call, as far as it is not
  /// known otherwise.
  public List<LabExecution> takeTold() {
    List<LabExecution> news = told.stream().map(byId::get).filter(Objects::nonNull).toList();
    told.clear();
    return news;
  }

  private void weigh(LabExecution execution, int weight) {
    openWeight += weight;
    openWeightOn.merge(
        execution.dispatcher(), weight, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
  }

  void put(LabExecution execution) {
    changes++;
    remove(execution.id());
    LabExecution before = latest.get(execution.work());
    if (before != null && before.id().compareTo(execution.id()) < 0 && !before.isOpen()) {
      remove(before.id());
    }
    byId.put(execution.id(), execution);
    latest.merge(
        execution.work(), execution, (old, now) -> old.id().compareTo(now.id()) > 0 ? old : now);
    jobOf(execution.work())
        .ifPresent(job -> ofJob.computeIfAbsent(job, _ -> new HashSet<>()).add(execution.work()));
    if (execution.isOpen()) {
      weigh(execution, execution.weight());
      if (execution.told().isPresent()) {
        told.add(execution.id());
      }
      taskOf(execution.work()).ifPresent(openTasks::add);
    }
  }

  void forget(TaskId task) {
    forget(new Work.Task(task));
  }

  void forget(JobId job) {
    Set.copyOf(ofJob.getOrDefault(job, Set.of())).forEach(this::forget);
  }

  private void forget(Work work) {
    LabExecution last = latest.get(work);
    if (last != null && !last.isOpen()) {
      remove(last.id());
    }
  }

  private void remove(ExecutionId id) {
    LabExecution old = byId.remove(id);
    if (old == null) {
      return;
    }
    changes++;
    if (old.isOpen()) {
      weigh(old, -old.weight());
      taskOf(old.work()).ifPresent(openTasks::remove);
    }
    latest.remove(old.work(), old);
    jobOf(old.work())
        .ifPresent(
            job -> {
              Set<Work> works = ofJob.getOrDefault(job, new HashSet<>());
              works.remove(old.work());
              if (works.isEmpty()) {
                ofJob.remove(job);
              }
            });
  }

  private static Optional<JobId> jobOf(Work work) {
    return switch (work) {
      case Work.Main(var job, _) -> Optional.of(job);
      case Work.Gather(var job, _) -> Optional.of(job);
      case Work.Task _ -> Optional.empty();
    };
  }

  private static Optional<TaskId> taskOf(Work work) {
    return work instanceof Work.Task(var task) ? Optional.of(task) : Optional.empty();
  }
}
