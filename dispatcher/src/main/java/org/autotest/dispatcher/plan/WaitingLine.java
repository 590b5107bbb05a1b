package org.autotest.dispatcher.plan;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.core.schedule.Demand;

/// Entries that want the same thing, in the order in which they shall get it.
final class WaitingLine {
  /// What all entries of a line have in common.
  sealed interface Wish {
    /// They name one host.
    record Named(HostId host, Demand demand) implements Wish {}

    /// They take any host of a label.
    record AnyOf(Demand demand) implements Wish {}

    /// They are one job's, and it wants several hosts at once.
    record Gang(JobId job) implements Wish {}
  }

  private final Wish key;
  private final NavigableMap<Rank, EntryId> entries = new TreeMap<>();

  WaitingLine(Wish key) {
    this.key = key;
  }

  Wish key() {
    return key;
  }

  NavigableMap<Rank, EntryId> entries() {
    return entries;
  }

  Optional<Rank> first() {
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.firstKey());
  }
}
