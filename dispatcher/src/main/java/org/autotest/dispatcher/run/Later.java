package org.autotest.dispatcher.run;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Things to do at a later time, in the loop's own thread.
final class Later {
  private record Due(Instant at, long number, Runnable action) {}

  private final PriorityQueue<Due> dues =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::number));
  private long count;

  void at(Instant at, Runnable action) {
    dues.add(new Due(at, count++, action));
  }

  /// Does what is due.
  void run(Instant now) {
    while (!dues.isEmpty() && !dues.peek().at().isAfter(now)) {
      dues.remove().action().run();
    }
  }

  void clear() {
    dues.clear();
  }
}
