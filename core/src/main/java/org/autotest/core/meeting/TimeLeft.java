package org.autotest.core.meeting;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.autotest.core.meeting.Network.Line;
import org.autotest.core.meeting.Network.Listener;

/// The time that a meeting has left. Ends are by [System#nanoTime].
final class TimeLeft {
  /// Some words with one end for all of them.
  ///
  /// @param <T> what comes of it
  interface Talk<T> {
    /// Speaks and listens on the line.
    T talk() throws IOException;
  }

  private static final long RETRY_MILLIS = 500;

  private TimeLeft() {}

  /// Milliseconds until it is over, more than zero.
  ///
  /// @throws InterruptedIOException when it is over
  static int millis(long end) throws InterruptedIOException {
    long millis = (end - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new InterruptedIOException("the time is over");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  /// The end of so many milliseconds from now.
  static long in(int millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /// The earlier of two ends.
  static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  /// Talks until an end: then the line is closed, which ends reads and writes alike, however little
  /// each of them waits for.
  ///
  /// @throws InterruptedIOException when it was not done by then
  static <T> T talk(Line line, long end, Talk<T> talk) throws IOException {
    int millis = millis(end);
    line.limitReads(millis);
    CompletableFuture<Boolean> isInTime = new CompletableFuture<>();
    var _ =
        isInTime
            .completeOnTimeout(false, millis, TimeUnit.MILLISECONDS)
            .thenAccept(inTime -> closeUnless(inTime, line));
    try {
      T result = talk.talk();
      if (!isInTime.complete(true)) {
        throw new InterruptedIOException("the time is over");
      }
      return result;
    } catch (IOException broken) {
      millis(end);
      throw broken;
    } finally {
      isInTime.complete(true);
    }
  }

  private static void closeUnless(boolean inTime, Line line) {
    try {
      if (!inTime) {
        line.close();
      }
    } catch (IOException closedAnyway) {
      // A line that cannot be closed is broken.
    }
  }

  /// Listens at a port, which another meeting on this machine may hold for a while.
  ///
  /// @throws IOException when it is not free by the end, naming the port
  static Listener listen(Network network, int port, long end)
      throws IOException, InterruptedException {
    while (true) {
      try {
        return network.listen(port);
      } catch (IOException taken) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          throw new IOException(
              "listening at port %d: %s".formatted(port, taken.getMessage()), taken);
        }
        TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS)));
      }
    }
  }
}
