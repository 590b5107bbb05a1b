package org.autotest.dispatcher.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.schedule.Drones;

/// What waits for a process, first come first served, with the limits of starting.
///
/// Kept in memory only: after a restart everything that waits is found again, oldest first.
public final class Starts {
  /// Limits of starting.
  ///
  /// @param processesMax most processes at once on the machine of this dispatcher, or, where
  ///   something else spreads them over machines, at all; a group counts one for each host
  /// @param startsPerRoundMax most processes started in one round; the first start of a round is
  ///   always allowed
  public record Limits(int processesMax, int startsPerRoundMax) {
    public Limits {
      if (processesMax < 1 || startsPerRoundMax < 1) {
        throw new IllegalArgumentException(
            "limits of processes must be at least 1, are %d and %d"
                .formatted(processesMax, startsPerRoundMax));
      }
    }
  }

  private final Limits limits;
  private Fleet fleet;
  private final Map<StartKey, Integer> waiting = new LinkedHashMap<>();
  private final Map<StartKey, Instant> notBefore = new HashMap<>();

  /// Nothing waits yet, and all executions are of one pool.
  public Starts(Limits limits) {
    this.limits = limits;
    this.fleet = Fleet.pool(limits.processesMax());
  }

  /// Processes are started on the drones of the lab from now on, as they are now.
  public void on(Drones drones) {
    fleet = Fleet.of(drones);
  }

  Fleet fleet() {
    return fleet;
  }

  Limits limits() {
    return limits;
  }

  /// Takes its place in the line, or keeps the one it has.
  void want(StartKey key, int weight) {
    waiting.put(key, weight);
  }

  void drop(StartKey key) {
    waiting.remove(key);
  }

  List<Map.Entry<StartKey, Integer>> inOrder() {
    return List.copyOf(waiting.entrySet());
  }

  /// Something could not be started, for a reason of the lab's: tries again later. Others go first.
  public void postpone(StartKey key, Instant until) {
    notBefore.put(key, until);
  }

  /// The clock was set back: what was postponed is due as soon as it would have been.
  public void clockWentBack(Duration by) {
    notBefore.replaceAll((_, until) -> until.minus(by));
  }

  /// The thing was started, or is not wanted any more.
  public void forget(StartKey key) {
    waiting.remove(key);
    notBefore.remove(key);
  }

  boolean isPostponed(StartKey key, Instant now) {
    Instant until = notBefore.get(key);
    return until != null && now.isBefore(until);
  }

  /// When the next postponed start is due.
  public Optional<Instant> nextDue() {
    return notBefore.values().stream().min(Instant::compareTo);
  }

  /// How many things wait.
  public int size() {
    return waiting.size();
  }
}
