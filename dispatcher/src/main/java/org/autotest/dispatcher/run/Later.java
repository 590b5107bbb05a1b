package org.autotest.dispatcher.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Things to do at a later time, in the loop's own thread.
final class Later {
  private record Due(Instant at, long number, Runnable action) {}

  private final PriorityQueue<Due> dues =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::number));
  private long count;
  private Instant last = Instant.MIN;

  void at(Instant at, Runnable action) {
    dues.add(new Due(at, count++, action));
  }

  /// Does what is due. When the clock was set back since the last call, everything is moved with
  /// it: nobody shall wait for an hour because an hour was counted twice.
  ///
  /// @return how far the clock was set back
  Duration run(Instant now) {
    Duration back = now.isBefore(last) ? Duration.between(now, last) : Duration.ZERO;
    last = now;
    if (!back.isZero()) {
      List<Due> all = List.copyOf(dues);
      dues.clear();
      all.forEach(due -> dues.add(new Due(due.at().minus(back), due.number(), due.action())));
    }
    while (!dues.isEmpty() && !dues.peek().at().isAfter(now)) {
      dues.remove().action().run();
    }
    return back;
  }

  void clear() {
    dues.clear();
  }
}
