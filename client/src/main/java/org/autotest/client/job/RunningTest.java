package org.autotest.client.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.autotest.client.machine.Programs;
import org.autotest.client.test.TestBody;
import org.jspecify.annotations.Nullable;

/// A test that is at work, with those it runs as parts of itself: ending it ends them.
final class RunningTest implements AutoCloseable {
  private final List<RunningTest> parts = new ArrayList<>();
  private final JobParts job;
  private final @Nullable RunningTest whole;
  private final Programs programs;
  private @Nullable TestBody body;
  private @Nullable ScheduledFuture<?> watch;
  private volatile boolean timedOut;
  private volatile String latePhase = "";
  private boolean killed;

  /// One that is a part of another, or of none.
  RunningTest(JobParts job, @Nullable RunningTest whole) {
    this.job = job;
    this.whole = whole;
    this.programs = new Programs(job.log());
    if (whole != null) {
      whole.addPart(this);
    }
    job.begin(this);
  }

  /// Ends the test when its time is over.
  void watch(ScheduledThreadPoolExecutor timer, Duration limit) {
    watch =
        timer.schedule(
            () -> {
              timedOut = true;
              kill();
            },
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /// The time of one phase, until it is closed.
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /// Ends the test when the time of a phase is over.
  Watch watchPhase(ScheduledThreadPoolExecutor timer, String phase, Duration limit) {
    ScheduledFuture<?> scheduled =
        timer.schedule(
            () -> {
              latePhase = " in %s after %s s".formatted(phase, limit.toMillis() / 1000.0);
              timedOut = true;
              kill();
            },
            limit.toMillis(),
            TimeUnit.MILLISECONDS);
    return () -> scheduled.cancel(false);
  }

  /// What the reason tells of a timeout: nothing when it was that of the whole test.
  String latePhase() {
    return latePhase;
  }

  /// What is to be ended; at once, when the end was asked for before.
  void body(TestBody opened) {
    boolean late;
    synchronized (this) {
      body = opened;
      late = killed;
    }
    if (late) {
      opened.kill();
    }
  }

  /// Programs that the job runs because the test asks it to; they end with the test.
  Programs programs() {
    return programs;
  }

  boolean hasTimedOut() {
    return timedOut;
  }

  /// Ends it with its parts. Any thread may call it.
  void kill() {
    List<RunningTest> all;
    TestBody own;
    synchronized (this) {
      killed = true;
      all = List.copyOf(parts);
      own = body;
    }
    all.forEach(RunningTest::kill);
    if (own != null) {
      own.kill();
    }
    programs.close();
  }

  @Override
  public void close() {
    ScheduledFuture<?> scheduled = watch;
    if (scheduled != null) {
      scheduled.cancel(false);
    }
    if (whole != null) {
      whole.removePart(this);
    }
    job.ended(this);
  }

  private synchronized void addPart(RunningTest part) {
    parts.add(part);
    if (killed) {
      part.kill();
    }
  }

  private synchronized void removePart(RunningTest part) {
    parts.remove(part);
  }
}
