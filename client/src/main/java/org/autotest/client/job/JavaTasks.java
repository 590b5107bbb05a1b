package org.autotest.client.job;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.client.api.JobError;
import org.autotest.client.log.LogLevel;
import org.autotest.core.bridge.RaisedException;

/// The tasks of a Java control file that run at the same time, each on a thread of its own.
final class JavaTasks {
  /// The task that a thread carries out.
  private static final ScopedValue<Branch> TASK = ScopedValue.newInstance();

  private JavaTasks() {}

  /// What the present thread carries out; empty outside of tasks.
  static Optional<Branch> present() {
    return TASK.isBound() ? Optional.of(TASK.get()) : Optional.empty();
  }

  /// Runs them all.
  ///
  /// @throws JobError when one of them threw something, or the job is being stopped
  static void run(JobParts parts, Branch branch, Runnable... tasks) {
    AtomicInteger failed = new AtomicInteger();
    Branch[] branches = new Branch[tasks.length];
    Thread[] threads = new Thread[tasks.length];
    for (int i = 0; i < tasks.length; i++) {
      Branch task = branch.fork(i);
      Runnable body = tasks[i];
      branches[i] = task;
      threads[i] =
          Thread.ofPlatform()
              .name("task-" + i)
              .start(() -> ScopedValue.where(TASK, task).run(() -> runTask(parts, body, failed)));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
      for (Branch task : branches) {
        ParallelRuns.join(branch, task);
      }
      ParallelRuns.requireNone(failed.get());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new JobError("the job is being stopped");
    } catch (RaisedException raised) {
      throw JavaFailures.failure(raised.raise());
    }
  }

  private static void runTask(JobParts parts, Runnable body, AtomicInteger failed) {
    try {
      JavaFailures.raising(body);
    } catch (RaisedException raised) {
      failed.incrementAndGet();
      parts.log().log(LogLevel.ERROR, "task: " + raised.raise().unhandled());
    }
  }
}
