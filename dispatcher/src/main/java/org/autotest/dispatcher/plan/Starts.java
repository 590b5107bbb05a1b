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
  private final Map<StartKey, Postponed> postponed = new HashMap<>();
  private boolean hasNews = true;

  /// Longest pause between two attempts at a start that fails again and again.
  static final Duration PAUSE_MAX = Duration.ofMinutes(5);

  /// A start whose last attempt is so long over counts as a new one.
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);

  /// @param failures attempts in a row that failed for a reason of the lab's
  private record Postponed(Instant until, int failures) {}

  /// Nothing waits yet, and all executions are of one pool.
  public Starts(Limits limits) {
    this.limits = limits;
    this.fleet = Fleet.pool(limits.processesMax());
  }

  /// Processes are started on the drones of the lab from now on, as they are now.
  public void on(Drones drones) {
    fleet = Fleet.of(drones);
    hasNews = true;
  }

  Fleet fleet() {
    return fleet;
  }

  Limits limits() {
    return limits;
  }

  /// Takes its place in the line, or keeps the one it has.
  void want(StartKey key, int weight) {
    Integer before = waiting.put(key, weight);
    hasNews |= before == null || before != weight;
  }

  void drop(StartKey key) {
    waiting.remove(key);
  }

  List<Map.Entry<StartKey, Integer>> inOrder() {
    return List.copyOf(waiting.entrySet());
  }

  /// A start is to be decided again, not before a time. Others go first.
  public void postpone(StartKey key, Instant until) {
    int failures = Optional.ofNullable(postponed.get(key)).map(Postponed::failures).orElse(0);
    postponed.put(key, new Postponed(until, failures));
  }

  /// Something could not be started, for a reason of the lab's: tries again later, each time twice
  /// as late, up to five minutes.
  ///
  /// @param first the pause after the first time
  public void postponeAgain(StartKey key, Instant now, Duration first) {
    Instant old = now.minus(FORGOTTEN_AFTER);
    postponed.values().removeIf(past -> past.until().isBefore(old));
    int failures = Optional.ofNullable(postponed.get(key)).map(Postponed::failures).orElse(0);
    Duration pause = first.multipliedBy(1L << Math.min(failures, 16));
    Duration most = first.compareTo(PAUSE_MAX) > 0 ? first : PAUSE_MAX;
    Instant until = now.plus(pause.compareTo(most) > 0 ? most : pause);
    postponed.put(key, new Postponed(until, failures + 1));
  }

  /// The thing was started, and runs.
  public void begun(StartKey key) {
    postponed.remove(key);
  }

  /// The clock was set back: what was postponed is due as soon as it would have been.
  public void clockWentBack(Duration by) {
    postponed.replaceAll((_, past) -> new Postponed(past.until().minus(by), past.failures()));
    hasNews = true;
  }

  /// The thing is being started, or is not wanted any more.
  public void forget(StartKey key) {
    waiting.remove(key);
  }

  boolean isPostponed(StartKey key, Instant now) {
    Postponed past = postponed.get(key);
    return past != null && now.isBefore(past.until());
  }

  /// Whether something became due since a time.
  private boolean isAnyDue(Instant since, Instant now) {
    return postponed.entrySet().stream()
        .filter(each -> waiting.containsKey(each.getKey()))
        .map(each -> each.getValue().until())
        .anyMatch(until -> until.isAfter(since) && !until.isAfter(now));
  }

  /// Whether, by what is known here, another start may be possible than at a time before: something
  /// new waits, something is due again, or drones have changed. Asked once for each round.
  boolean takeNews(Instant since, Instant now) {
    boolean had = hasNews || isAnyDue(since, now);
    hasNews = false;
    return had;
  }

  /// How many things wait.
  public int size() {
    return waiting.size();
  }
}
