package org.autotest.dispatcher.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.autotest.core.job.EntryId;

/// Times at which entries are to be looked at again, earliest first.
final class Timers {
  private record Due(Instant at, EntryId entry) {}

  private final TreeSet<Due> order =
      new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::entry));
  private final Map<EntryId, Due> byEntry = new HashMap<>();

  void put(EntryId entry, Instant at) {
    remove(entry);
    Due due = new Due(at, entry);
    byEntry.put(entry, due);
    order.add(due);
  }

  void remove(EntryId entry) {
    Due old = byEntry.remove(entry);
    if (old != null) {
      order.remove(old);
    }
  }

  /// Entries whose time has come; each is told once.
  List<EntryId> take(Instant now) {
    List<EntryId> due = new ArrayList<>();
    while (!order.isEmpty() && !order.first().at().isAfter(now)) {
      EntryId entry = order.first().entry();
      remove(entry);
      due.add(entry);
    }
    return due;
  }
}
