package org.autotest.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that moves only when a test moves it. Threads may share it.
public final class SettableClock implements InstantSource {
  /// Where a new clock stands: a Friday.
  public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  @Override
  public Instant instant() {
    return now.get();
  }

  /// Jumps, also backwards.
  public void set(Instant instant) {
    now.set(instant);
  }

  /// Moves on, and returns the new time.
  public Instant advance(Duration duration) {
    return now.updateAndGet(before -> before.plus(duration));
  }
}
