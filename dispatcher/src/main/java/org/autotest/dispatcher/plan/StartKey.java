package org.autotest.dispatcher.plan;

import org.autotest.core.job.TaskId;

/// Something that waits for a process of its own.
public sealed interface StartKey {
  /// The job itself, on the hosts of a group.
  record Main(GroupKey group) implements StartKey {}

  /// Collecting what a killed run left.
  record Gather(GroupKey group) implements StartKey {}

  /// A verify, cleanup or repair.
  record Task(TaskId task) implements StartKey {}
}
