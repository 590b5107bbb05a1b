package org.autotest.core.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Runs a reader on many texts, one for each seed, and sees to it that it ends, in time and memory
/// that fit the text. A failure names the seed; `-Dautotest.fuzz.seed=N` runs that one alone, and
/// `-Dautotest.fuzz.from=N` as many as usual from that one on.
final class Fuzz {
  /// Cases in the normal tests.
  static final int FEW = 3_000;

  /// Cases in the long tests.
  static final int MANY = 100_000;

  /// A case that needs longer hangs.
  private static final Duration HANGS = Duration.ofSeconds(20);

  /// Processor time and memory that any case may take, and what it may take more for each
  /// character. The first cases pay for loading classes.
  private static final long NANOS = 300_000_000;

  private static final long NANOS_PER_CHAR = 2_000;
  private static final long BYTES = 64L << 20;
  private static final long BYTES_PER_CHAR = 1_300;
  private static final int WARM_AFTER = 100;

  /// Makes a text and reads it.
  interface Case {
    /// One case.
    ///
    /// @return the text
    String run(long seed) throws Exception;
  }

  private Fuzz() {}

  static void run(int cases, Case one) throws Exception {
    long only = Long.getLong("autotest.fuzz.seed", -1);
    long first = only < 0 ? Long.getLong("autotest.fuzz.from", 0) : only;
    AtomicLong seed = new AtomicLong(first);
    AtomicReference<Thread> thread = new AtomicReference<>();
    FutureTask<Void> loop =
        new FutureTask<>(
            () -> {
              thread.set(Thread.currentThread());
              for (long next = first; next < first + (only < 0 ? cases : 1); next++) {
                seed.set(next);
                runOne(next, one, next - first >= WARM_AFTER);
              }
              return null;
            });
    Thread.ofPlatform().daemon().name("fuzz").start(loop);
    long before = -1;
    while (true) {
      try {
        loop.get(HANGS.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException working) {
        if (seed.get() == before) {
          AssertionError hangs = new AssertionError("seed " + before + " hangs");
          hangs.setStackTrace(thread.get().getStackTrace());
          throw hangs;
        }
        before = seed.get();
      } catch (ExecutionException failed) {
        throw new AssertionError(
            "seed " + seed.get() + ": " + failed.getCause(), failed.getCause());
      }
    }
  }

  private static void runOne(long seed, Case one, boolean warm) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = threads.getCurrentThreadAllocatedBytes();
    long nanos = threads.getCurrentThreadCpuTime();
    int length = one.run(seed).length();
    nanos = threads.getCurrentThreadCpuTime() - nanos;
    bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
    if (warm && nanos > NANOS + length * NANOS_PER_CHAR) {
      throw new AssertionError("%d characters took %d ms".formatted(length, nanos / 1_000_000));
    }
    if (warm && bytes > BYTES + length * BYTES_PER_CHAR) {
      throw new AssertionError("%d characters took %d MiB".formatted(length, bytes >> 20));
    }
  }
}
