package org.autotest.dispatcher.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;

/// Pairs as many entries with hosts as can be paired at all, by augmenting paths. Needed where a
/// greedy choice would hold a job back for ever: an entry that takes any host must leave the one
/// host that another entry names.
///
/// A thousand entries that take any of a thousand hosts are paired in milliseconds: it runs in the
/// planner's loop.
final class Matching {
  private final Map<EntryId, List<HostId>> wishes;
  private final Map<HostId, EntryId> entryOn = new HashMap<>();
  private final Map<EntryId, HostId> seatOf = new HashMap<>();

  /// Hosts from which a search found no free one: no later search can, since all that can be
  /// reached from them stays taken.
  private final Set<HostId> closed = new HashSet<>();

  private Matching(Map<EntryId, List<HostId>> wishes) {
    this.wishes = wishes;
  }

  /// Finds a largest set of pairs, no host twice, in the order of the entries.
  ///
  /// @param wishes hosts that would do, for each entry; a list as long as there are entries is
  ///   enough
  static List<Matcher.Pair> largest(Map<EntryId, List<HostId>> wishes) {
    Matching matching = new Matching(wishes);
    wishes.keySet().forEach(matching::seat);
    List<Matcher.Pair> pairs = new ArrayList<>();
    for (EntryId entry : wishes.keySet()) {
      Optional.ofNullable(matching.seatOf.get(entry))
          .ifPresent(host -> pairs.add(new Matcher.Pair(entry, host)));
    }
    return pairs;
  }

  private void seat(EntryId entry) {
    for (HostId host : of(entry)) {
      if (!entryOn.containsKey(host)) {
        put(entry, host);
        return;
      }
    }
    makeRoom(entry);
  }

  /// Looks, nearest first, for a way to a free host along which each entry moves to the next.
  private void makeRoom(EntryId first) {
    Map<HostId, EntryId> reachedFrom = new HashMap<>();
    Deque<EntryId> open = new ArrayDeque<>(List.of(first));
    while (!open.isEmpty()) {
      EntryId entry = open.remove();
      for (HostId host : of(entry)) {
        if (closed.contains(host) || reachedFrom.putIfAbsent(host, entry) != null) {
          continue;
        }
        Optional<EntryId> seated = Optional.ofNullable(entryOn.get(host));
        if (seated.isEmpty()) {
          moveAlong(host, reachedFrom);
          return;
        }
        open.add(seated.get());
      }
    }
    closed.addAll(reachedFrom.keySet());
  }

  private void moveAlong(HostId free, Map<HostId, EntryId> reachedFrom) {
    Optional<HostId> to = Optional.of(free);
    while (to.isPresent()) {
      HostId host = to.get();
      EntryId entry = Objects.requireNonNull(reachedFrom.get(host));
      to = Optional.ofNullable(seatOf.get(entry));
      put(entry, host);
    }
  }

  private void put(EntryId entry, HostId host) {
    entryOn.put(host, entry);
    seatOf.put(entry, host);
  }

  private List<HostId> of(EntryId entry) {
    return wishes.getOrDefault(entry, List.of());
  }
}
