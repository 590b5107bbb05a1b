package org.autotest.client.job;

import java.time.Duration;
import java.util.Map;
import org.autotest.client.test.Phase;
import org.autotest.client.test.TestBody;
import org.autotest.client.test.TestDescription;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// A test whose phases have time limits of their own.
final class TimedBody implements TestBody {
  /// Begins to watch the time of a phase.
  interface Watching {
    /// Begins; the end of the phase closes it.
    RunningTest.Watch begin(String phase, Duration limit);
  }

  private final TestBody body;
  private final Map<Phase, Duration> limits;
  private final Watching watching;

  TimedBody(TestBody body, Map<Phase, Duration> limits, Watching watching) {
    this.body = body;
    this.limits = Map.copyOf(limits);
    this.watching = watching;
  }

  @Override
  public TestDescription load() throws RaisedException {
    return body.load();
  }

  @Override
  public void call(Phase phase, Map<String, @Nullable Object> args, int iteration)
      throws RaisedException {
    Duration limit = limits.get(phase);
    if (limit == null) {
      body.call(phase, args, iteration);
      return;
    }
    try (RunningTest.Watch _ = watching.begin(phase.wireName(), limit)) {
      body.call(phase, args, iteration);
    }
  }

  @Override
  public long checks() {
    return body.checks();
  }

  @Override
  public void kill() {
    body.kill();
  }

  @Override
  public void close() {
    body.close();
  }
}
