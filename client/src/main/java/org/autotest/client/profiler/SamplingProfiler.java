package org.autotest.client.profiler;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.autotest.client.api.ProfiledTest;
import org.autotest.client.api.TestProfiler;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.jspecify.annotations.Nullable;

/// Looks at the machine again and again.
final class SamplingProfiler implements TestProfiler {
  private static final long END_MILLIS = 30_000;

  /// One look.
  interface Look {
    /// Takes it, and keeps what it sees.
    ///
    /// @throws IOException ends the looking
    /// @throws InterruptedException when the test is over
    void at(ProfiledTest test) throws IOException, InterruptedException;
  }

  private final String name;
  private final Duration interval;
  private final Look look;
  private final LogSink log;
  private @Nullable Thread thread;

  /// A profiler that looks at once and then in intervals.
  SamplingProfiler(String name, Duration interval, Look look, LogSink log) {
    this.name = name;
    this.interval = interval;
    this.look = look;
    this.log = log;
  }

  @Override
  public void start(ProfiledTest test) {
    thread = Thread.ofPlatform().daemon().name("profiler-" + name).start(() -> watch(test));
  }

  @Override
  public void stop(ProfiledTest test) throws InterruptedException {
    Thread watching = thread;
    thread = null;
    if (watching != null) {
      watching.interrupt();
      watching.join(END_MILLIS);
    }
  }

  private void watch(ProfiledTest test) {
    try {
      while (true) {
        look.at(test);
        TimeUnit.NANOSECONDS.sleep(interval.toNanos());
      }
    } catch (IOException cannot) {
      log.log(LogLevel.WARNING, "profiler %s: %s".formatted(name, cannot.getMessage()));
    } catch (InterruptedException over) {
      // The test is.
    }
  }
}
