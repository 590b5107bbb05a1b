package org.autotest.dispatcher.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The hosts of a simulated lab as machines: each is well, or is dead, hangs, lies or is full for a
/// while, and comes back. What runs there fares as its hosts do.
final class SimHosts {
  /// How a host is; of several hosts the last one counts.
  enum Condition {
    WELL,
    /// Whatever needs room there fails.
    FULL,
    /// What it says of how it went makes no sense.
    LYING,
    /// Nothing on it ends before it comes back.
    HUNG,
    /// What ran there has failed, and so does whatever is tried.
    DEAD
  }

  /// @param until by a clock that nobody sets
  private record Spell(Condition condition, Duration until) {}

  private final Map<String, Spell> unwell = new TreeMap<>();

  /// From now on for a while.
  void falls(String host, Condition condition, Duration until) {
    unwell.put(host, new Spell(condition, until));
  }

  /// Some come back.
  ///
  /// @return their names
  List<String> pass(Duration now) {
    List<String> back = new ArrayList<>();
    unwell.forEach(
        (host, spell) -> {
          if (spell.until().compareTo(now) <= 0) {
            back.add(host);
          }
        });
    back.forEach(unwell::remove);
    return back;
  }

  /// All come back.
  void comeBack() {
    unwell.clear();
  }

  Condition of(Collection<String> hosts) {
    return hosts.stream()
        .flatMap(host -> Optional.ofNullable(unwell.get(host)).stream())
        .map(Spell::condition)
        .max(Comparator.naturalOrder())
        .orElse(Condition.WELL);
  }
}
