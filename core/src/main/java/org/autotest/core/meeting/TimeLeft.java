package org.autotest.core.meeting;

import java.io.InterruptedIOException;

/// The time that a meeting has left.
final class TimeLeft {
  private TimeLeft() {}

  /// Milliseconds until it is over, more than zero.
  ///
  /// @param end by [System#nanoTime]
  /// @throws InterruptedIOException when it is over
  static int millis(long end) throws InterruptedIOException {
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new InterruptedIOException("the time is over");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }
}
