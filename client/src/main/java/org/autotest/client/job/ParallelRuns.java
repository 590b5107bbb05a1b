package org.autotest.client.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.autotest.client.bridge.Seat;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// Tasks of control files that run at the same time in processes of their own, each with a branch
/// of the status log.
final class ParallelRuns {
  private static final int TASKS_MAX = 1000;

  private record Task(Branch branch, Seat seat) {}

  private final JobParts parts;
  private final Map<String, Task> tasks = new ConcurrentHashMap<>();

  ParallelRuns(JobParts parts) {
    this.parts = parts;
  }

  /// Makes places at the bridge for the tasks.
  ///
  /// @param count at most 1000
  /// @return their tokens, in the order of the tasks
  List<@Nullable Object> start(Branch branch, @Nullable RunningTest running, long count)
      throws RaisedException {
    if (count < 0 || count > TASKS_MAX) {
      throw new RaisedException(
          Raise.of("ValueError", "job.parallel takes at most " + TASKS_MAX + " tasks"));
    }
    List<@Nullable Object> tokens = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Branch fork = branch.fork(i);
      Seat seat = parts.bridge().seat(new JobCalls(parts, fork, running));
      tasks.put(seat.token(), new Task(fork, seat));
      tokens.add(seat.token());
    }
    return tokens;
  }

  /// Appends the entries of the tasks, one after the other.
  ///
  /// @param failed how many tasks raised something
  /// @throws RaisedException `JobError` when any did
  void end(Branch branch, List<String> tokens, int failed) throws RaisedException {
    for (String token : tokens) {
      Task task = tasks.remove(token);
      if (task != null) {
        task.seat().close();
        join(branch, task.branch());
      }
    }
    requireNone(failed);
  }

  /// Appends the entries of one task.
  static void join(Branch branch, Branch task) {
    try {
      branch.join(task);
    } catch (IOException full) {
      throw new ResultsNotWritten("joining the entries of a parallel run", full);
    }
  }

  /// Fails when tasks failed.
  static void requireNone(int failed) throws RaisedException {
    if (failed > 0) {
      throw new RaisedException(Raise.of("JobError", failed + " task(s) failed in job.parallel"));
    }
  }
}
