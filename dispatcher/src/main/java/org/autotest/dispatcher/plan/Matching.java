package org.autotest.dispatcher.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;

/// Pairs as many entries with hosts as can be paired at all, by augmenting paths. Needed where a
/// greedy choice would hold a job back for ever: an entry that takes any host must leave the one
/// host that another entry names.
final class Matching {
  private final Map<EntryId, List<HostId>> wishes;
  private final Map<HostId, EntryId> hostTo = new LinkedHashMap<>();

  private Matching(Map<EntryId, List<HostId>> wishes) {
    this.wishes = wishes;
  }

  /// Finds a largest set of pairs, no host twice, in the order of the entries.
  ///
  /// @param wishes hosts that would do, for each entry; a list as long as there are entries is
  ///   enough
  static List<Matcher.Pair> largest(Map<EntryId, List<HostId>> wishes) {
    Matching matching = new Matching(wishes);
    for (EntryId entry : wishes.keySet()) {
      matching.seat(entry, new HashSet<>());
    }
    List<Matcher.Pair> pairs = new ArrayList<>();
    for (EntryId entry : wishes.keySet()) {
      matching.hostTo.forEach(
          (host, seated) -> {
            if (seated.equals(entry)) {
              pairs.add(new Matcher.Pair(entry, host));
            }
          });
    }
    return pairs;
  }

  private boolean seat(EntryId entry, Set<HostId> tried) {
    for (HostId host : wishes.getOrDefault(entry, List.of())) {
      if (tried.add(host)) {
        EntryId seated = hostTo.get(host);
        if (seated == null || seat(seated, tried)) {
          hostTo.put(host, entry);
          return true;
        }
      }
    }
    return false;
  }
}
