package org.autotest.dispatcher.plan;

import org.autotest.core.job.TaskId;
import org.autotest.store.lab.LabExecution.Work;

/// Something that waits for a process of its own.
public sealed interface StartKey {
  /// The job itself, on the hosts of a group.
  record Main(GroupKey group) implements StartKey {}

  /// Collecting what a killed run left.
  record Gather(GroupKey group) implements StartKey {}

  /// A verify, cleanup or repair.
  record Task(TaskId task) implements StartKey {}

  /// What waits until some work has its process.
  static StartKey of(Work work) {
    return switch (work) {
      case Work.Main(var job, var subdir) -> new Main(new GroupKey(job, subdir));
      case Work.Gather(var job, var subdir) -> new Gather(new GroupKey(job, subdir));
      case Work.Task(var task) -> new Task(task);
    };
  }
}
