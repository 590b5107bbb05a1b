package org.autotest.app.demo;

import java.time.Duration;

/// Tells how long the program has run.
final class Stopwatch {
  private final long began;

  /// A watch that shows a time already.
  Stopwatch(Duration shown) {
    this.began = System.nanoTime() - shown.toNanos();
  }

  double seconds() {
    return Math.round((System.nanoTime() - began) / 1e8) / 10.0;
  }
}
