package org.autotest.client.meeting;

import java.net.SocketTimeoutException;

/// The time that a meeting has left.
final class TimeLeft {
  private TimeLeft() {}

  /// Milliseconds until it is over, for a socket.
  ///
  /// @param end by [System#nanoTime]
  /// @throws SocketTimeoutException when it is over
  static int millis(long end) throws SocketTimeoutException {
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("the time is over");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }
}
