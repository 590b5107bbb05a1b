package org.autotest.dispatcher.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.autotest.core.job.TaskId;
import org.autotest.store.lab.LabExecution.Work;

/// How many times the autoserv of each special task was started and left no sign of having begun,
/// in this planning time. A run of a job has a directory for each attempt, and is counted by that.
final class Unbegun {
  /// Starts of one task that are made before it counts as failed.
  static final int STARTS_MAX = 2;

  private static final int DOUBLINGS_MAX = 10;

  private final Map<TaskId, Integer> times = new HashMap<>();
  private final Map<TaskId, Integer> hindered = new HashMap<>();

  /// Whether the present start is the last one that is made.
  boolean isLast(Work work) {
    return work instanceof Work.Task(var task) && times.getOrDefault(task, 0) >= STARTS_MAX - 1;
  }

  void note(Work work) {
    if (work instanceof Work.Task(var task)) {
      times.merge(task, 1, Integer::sum);
    }
  }

  /// How long a task waits that the lab's configuration keeps from its work: each time twice as
  /// long.
  ///
  /// @param first the pause after the first time
  Duration pause(Work work, Duration first) {
    int before =
        work instanceof Work.Task(var task) ? hindered.merge(task, 1, Integer::sum) - 1 : 0;
    return first.multipliedBy(1L << Math.min(before, DOUBLINGS_MAX));
  }

  /// It has ended.
  void forget(Work work) {
    if (work instanceof Work.Task(var task)) {
      times.remove(task);
      hindered.remove(task);
    }
  }
}
