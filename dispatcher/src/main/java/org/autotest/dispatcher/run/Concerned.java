package org.autotest.dispatcher.run;

import java.util.List;
import java.util.Optional;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.SpecialTask;
import org.autotest.dispatcher.plan.GroupKey;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.Work;
import org.autotest.store.lab.LabTransaction;

/// Whom the start of an execution concerns.
final class Concerned {
  private final Lab lab;

  Concerned(Lab lab) {
    this.lab = lab;
  }

  /// The entries that are started by it; empty for a special task.
  List<LabEntry> starting(LabExecution execution) {
    return execution.work() instanceof Work.Main(var job, var subdir)
        ? lab.entriesOf(new GroupKey(job, subdir)).stream()
            .filter(entry -> entry.status() == EntryStatus.STARTING)
            .toList()
        : List.of();
  }

  /// The entry whose host a special task prepares.
  List<LabEntry> preparedBy(LabExecution execution) {
    return task(execution).flatMap(SpecialTask::onBehalfOf).flatMap(lab::entry).stream()
        .filter(entry -> entry.status() == EntryStatus.VERIFYING)
        .toList();
  }

  /// Whether somebody wants the run to end; false for a special task.
  boolean isAborted(LabExecution execution) {
    return execution.work() instanceof Work.Main(var job, var subdir)
        && lab.entriesOf(new GroupKey(job, subdir)).stream().anyMatch(LabEntry::abortRequested);
  }

  /// Who waits for a special task learns what keeps it from starting.
  void tellWaiting(
      LabTransaction tx, LabExecution execution, List<LabEntry> preparing, Failure problem) {
    preparing.forEach(entry -> tx.setProblem(entry.id(), Optional.of(problem)));
    task(execution).ifPresent(task -> tx.setHostProblem(task.host(), problem));
  }

  private Optional<SpecialTask> task(LabExecution execution) {
    return execution.work() instanceof Work.Task(var id) ? lab.task(id) : Optional.empty();
  }
}
