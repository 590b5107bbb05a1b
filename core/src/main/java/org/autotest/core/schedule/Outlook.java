package org.autotest.core.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// When a waiting entry may start, as far as past runs tell.
///
/// @param ahead entries that come before it for the same hosts
/// @param start estimated; empty when too little is known
/// @param runs past runs that the estimate rests on; 0 without one, and when a host is free now
public record Outlook(int ahead, Optional<Instant> start, int runs) {
  /// Most entries that are counted.
  public static final int AHEAD_MAX = 10_000;

  /// How long jobs of a name took.
  ///
  /// @param mean of the runs counted
  public record Experience(Duration mean, int runs) {}

  /// A host that may take the entry.
  ///
  /// @param running since when it runs something; empty when it is free
  /// @param experience with what it runs; empty when there is none
  /// @param before experience with each entry that waits for this very host and comes first; empty
  ///   where there is none
  public record Busy(
      Optional<Instant> running,
      Optional<Experience> experience,
      List<Optional<Experience>> before) {
    public Busy {
      before = List.copyOf(before);
    }
  }

  /// Who waits, and behind whom.
  ///
  /// @param wanted hosts that are taken at once, at least 1
  /// @param anywhere experience with each entry ahead that takes any of the hosts
  /// @param ahead all entries ahead; more than are listed when there are very many
  public record Line(int wanted, List<Optional<Experience>> anywhere, int ahead) {
    public Line {
      anywhere = List.copyOf(anywhere);
    }
  }

  /// Lets those ahead have the hosts one after the other, each for as long as its like took; then
  /// as many hosts as are wanted must be free.
  ///
  /// @param hosts those that may take the entry
  public static Outlook estimate(Instant now, List<Busy> hosts, Line line) {
    List<Optional<Experience>> anywhere = line.anywhere();
    int ahead = line.ahead();
    List<Experience> used = new ArrayList<>();
    PriorityQueue<Instant> freeAt = new PriorityQueue<>();
    for (Busy host : hosts) {
      freeAt(now, host, used).ifPresent(freeAt::add);
    }
    int listed = anywhere.size() + hosts.stream().mapToInt(host -> host.before().size()).sum();
    if (freeAt.size() < line.wanted() || listed < ahead) {
      return new Outlook(ahead, Optional.empty(), 0);
    }
    for (Optional<Experience> one : anywhere) {
      if (one.isEmpty()) {
        return new Outlook(ahead, Optional.empty(), 0);
      }
      used.add(one.get());
      freeAt.add(freeAt.remove().plus(one.get().mean()));
    }
    for (int i = 1; i < line.wanted(); i++) {
      freeAt.remove();
    }
    return new Outlook(
        ahead,
        Optional.of(freeAt.remove()),
        used.stream().distinct().mapToInt(Experience::runs).sum());
  }

  /// Empty when nobody knows.
  private static Optional<Instant> freeAt(Instant now, Busy host, List<Experience> used) {
    boolean unknown =
        (host.running().isPresent() && host.experience().isEmpty())
            || host.before().stream().anyMatch(Optional::isEmpty);
    if (unknown) {
      return Optional.empty();
    }
    Instant free = now;
    if (host.running().isPresent()) {
      Experience with = host.experience().get();
      used.add(with);
      Instant expected = host.running().get().plus(with.mean());
      free = expected.isAfter(now) ? expected : now;
    }
    for (Optional<Experience> one : host.before()) {
      used.add(one.orElseThrow());
      free = free.plus(one.orElseThrow().mean());
    }
    return Optional.of(free);
  }
}
