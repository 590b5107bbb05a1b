package org.autotest.dispatcher.run;

import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.JobId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.results.ExecutionPath;
import org.autotest.dispatcher.plan.Decision;
import org.autotest.dispatcher.plan.GroupKey;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.dispatcher.plan.StartKey;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution.Work;

/// What decisions are about.
final class Subjects {
  private Subjects() {}

  /// Looks at everything again that the decision is about.
  static void touch(Lab lab, Decision decision) {
    switch (decision) {
      case Decision.TakeHosts d ->
          d.takes()
              .forEach(
                  take -> {
                    lab.touch(take.entry().id());
                    lab.touch(take.host().id());
                  });
      case Decision.StartHostless d -> lab.touch(d.entry().id());
      case Decision.QueueTask d -> lab.touch(d.host());
      case Decision.StartTask d -> lab.touch(d.host().id());
      case Decision.FinishTask d -> lab.touch(d.host().id());
      case Decision.CancelTask d -> lab.touch(d.task().host());
      case Decision.ReleaseHost d -> lab.touch(d.host().id());
      case Decision.FormGroup d -> touch(lab, d.entries());
      case Decision.StartMain d -> touch(lab, d.entries());
      case Decision.EndMain d -> touch(lab, d.entries());
      case Decision.Relaunch d -> touch(lab, d.entries());
      case Decision.StartGather d -> touch(lab, d.entries());
      case Decision.Release d -> touch(lab, d.entries());
      case Decision.Parse d -> touch(lab, lab.entriesOf(d.group()));
      case Decision.ToArchive d -> touch(lab, d.entries());
      case Decision.HandOver d -> touch(lab, lab.entriesOf(d.group()));
      case Decision.Finish d -> touch(lab, d.entries());
      case Decision.Abort d -> lab.touch(d.entry().id());
      case Decision.StopExecution d -> {
        touch(lab, d.entries());
        taskOf(lab, d).ifPresent(task -> lab.touch(task.host()));
      }
      case Decision.StopShort d -> touch(lab, d.entries());
      case Decision.WaitForMore d -> touch(lab, d.entries());
      case Decision.KeepHosts d -> lab.entriesOf(d.job()).forEach(e -> lab.touch(e.id()));
      case Decision.LeaveOut d -> touch(lab, d.entries());
      case Decision.AskAbort d -> lab.touch(d.entry().id());
      case Decision.SetAside d -> lab.touch(d.entry());
      case Decision.SetHostAside d -> lab.touch(d.host());
    }
  }

  private static Optional<SpecialTask> taskOf(Lab lab, Decision.StopExecution decision) {
    return lab.executions()
        .get(decision.execution())
        .flatMap(
            execution ->
                execution.work() instanceof Work.Task(var id) ? lab.task(id) : Optional.empty());
  }

  private static void touch(Lab lab, List<LabEntry> entries) {
    entries.forEach(entry -> lab.touch(entry.id()));
  }

  /// The results path; empty when owner or host make none that is safe.
  static Optional<ExecutionPath> path(JobId job, String owner, String subdir) {
    try {
      return Optional.of(ExecutionPath.ofJob(job, owner, subdir));
    } catch (IllegalArgumentException unsafe) {
      return Optional.empty();
    }
  }

  static Failure noSafePath(GroupKey group) {
    return new Failure(
        Blame.SUBMITTER,
        "starting job %s: its owner's name or '%s' cannot be part of a results path"
            .formatted(group.job(), group.subdir()));
  }

  /// What the decision would start.
  static Optional<StartKey> startKey(Decision decision) {
    return switch (decision) {
      case Decision.StartMain d -> Optional.of(new StartKey.Main(d.group()));
      case Decision.StartGather d -> Optional.of(new StartKey.Gather(d.group()));
      case Decision.StartTask d -> Optional.of(new StartKey.Task(d.task().id()));
      default -> Optional.empty();
    };
  }
}
