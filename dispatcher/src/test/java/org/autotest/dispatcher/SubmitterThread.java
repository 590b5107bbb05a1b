package org.autotest.dispatcher;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.NewJob;
import org.autotest.store.Database;
import org.autotest.store.jobs.JobCreation;

/// Somebody who submits a job again and again, and each with the same request key until it is
/// taken.
final class SubmitterThread implements AutoCloseable {
  private final JobCreation jobs;
  private final int hosts;
  private final int count;
  private final Duration pause;
  private final AtomicInteger refused = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  /// Starts nothing yet.
  ///
  /// @param hosts `host0` and so on, used in turn
  /// @param count of jobs
  SubmitterThread(Database database, int hosts, int count, Duration pause) {
    this.jobs = new JobCreation(database);
    this.hosts = hosts;
    this.count = count;
    this.pause = pause;
  }

  void start() {
    Thread.ofVirtual().start(this::submitAll);
  }

  private void submitAll() {
    try {
      for (int i = 0; i < count; i++) {
        while (!isTaken(i)) {
          refused.incrementAndGet();
          if (isClosedAfterPause()) {
            return;
          }
        }
        if (isClosedAfterPause()) {
          return;
        }
      }
      done.countDown();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosedAfterPause() throws InterruptedException {
    return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean isTaken(int number) {
    NewJob plain =
        NewJob.of(
            "meanwhile " + number,
            new ControlFileText(ControlType.CLIENT, "void main() {}\n"),
            NewJob.Targets.hosts("host" + number % hosts));
    NewJob keyed =
        new NewJob(
            plain.name(),
            plain.control(),
            plain.targets(),
            plain.wishes(),
            plain.dependencies(),
            plain.keyvals(),
            plain.emailList(),
            Optional.of("meanwhile-" + number));
    try {
      jobs.create("alice", keyed);
      return true;
    } catch (AutotestException trouble) {
      if (trouble.blame() != Blame.LAB) {
        throw trouble;
      }
      return false;
    }
  }

  /// How often the lab was told to be in trouble.
  int refused() {
    return refused.get();
  }

  /// Whether every job was taken.
  boolean isDone() {
    return done.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
