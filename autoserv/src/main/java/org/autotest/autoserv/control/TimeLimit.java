package org.autotest.autoserv.control;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.autotest.autoserv.host.SystemThreads;
import org.autotest.autoserv.job.CallerLimit;

/// Ends what takes too long, by interrupting it.
final class TimeLimit {
  private TimeLimit() {}

  /// Does something.
  ///
  /// @param limit zero for none
  /// @throws TimeIsUp when it was ended
  static <T> T within(Duration limit, String doing, Supplier<T> work) {
    if (limit.isZero()) {
      return work.get();
    }
    Thread worker = Thread.currentThread();
    CountDownLatch done = new CountDownLatch(1);
    AtomicBoolean over = new AtomicBoolean();
    Thread clock =
        SystemThreads.start(
            () -> {
              if (!ended(done, limit)) {
                over.set(true);
                worker.interrupt();
              }
            });
    try {
      return CallerLimit.during(over::get, TimeIsUp.words(doing, limit), work);
    } catch (Stopped stopped) {
      if (over.get()) {
        throw new TimeIsUp(doing, limit);
      }
      throw stopped;
    } finally {
      done.countDown();
      settle(clock, over);
    }
  }

  /// An interrupt that came too late is not left for others.
  private static void settle(Thread clock, AtomicBoolean over) {
    boolean stopped = false;
    while (clock.isAlive()) {
      try {
        clock.join();
      } catch (InterruptedException stop) {
        stopped = true;
      }
    }
    if (over.get()) {
      var _ = Thread.interrupted();
    } else if (stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean ended(CountDownLatch done, Duration limit) {
    try {
      return done.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      return true;
    }
  }
}
