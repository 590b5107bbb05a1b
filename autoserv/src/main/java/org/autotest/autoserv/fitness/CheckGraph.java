package org.autotest.autoserv.fitness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.autoserv.api.Finding;
import org.autotest.core.failure.Blame;

/// Checks that depend on each other, in an order in which each comes after those that it needs.
public final class CheckGraph {
  /// What one check found, and how long it took.
  public record Seen(Check check, Finding finding, Duration took) {
    boolean isWrong() {
      return finding instanceof Finding.Wrong;
    }
  }

  /// Is told of checks while they are made.
  interface Witness {
    /// A check is made from now on.
    void begins(Check check);

    /// One was made, or skipped without having begun.
    void seen(Seen seen);

    /// One was interrupted, and none follows.
    void stopped(Check check, Duration took);
  }

  private final List<Check> ordered;

  /// Orders them; where nothing else is said they keep their order.
  ///
  /// @throws UnfitHost with the lab to blame when a check needs one that is not there, two have the
  ///   same name, or they need each other
  public CheckGraph(List<Check> checks) {
    Map<String, Check> left = new LinkedHashMap<>();
    for (Check check : checks) {
      if (left.put(check.name(), check) != null) {
        throw broken("there are two with the name " + check.name());
      }
    }
    Set<String> names = Set.copyOf(left.keySet());
    for (Check check : checks) {
      for (String need : check.needs()) {
        if (!names.contains(need)) {
          throw broken("%s needs %s, which is not there".formatted(check.name(), need));
        }
      }
    }
    this.ordered = order(left);
  }

  private static List<Check> order(Map<String, Check> left) {
    List<Check> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      Optional<Check> next =
          left.values().stream()
              .filter(check -> check.needs().stream().noneMatch(left::containsKey))
              .findFirst();
      if (next.isEmpty()) {
        throw broken("these need each other: " + String.join(", ", left.keySet()));
      }
      ordered.add(next.get());
      left.remove(next.get().name());
    }
    return List.copyOf(ordered);
  }

  /// In the order in which they are made.
  public List<Check> checks() {
    return ordered;
  }

  /// Makes all checks but those that need one which found something wrong, or was skipped itself
  /// for that.
  ///
  /// @return what each found, in order
  List<Seen> examine(Witness witness) throws InterruptedException {
    Sight sight = new Sight();
    Map<String, Finding> found = new LinkedHashMap<>();
    List<Seen> all = new ArrayList<>();
    for (Check check : ordered) {
      Optional<String> missing =
          check.needs().stream().sorted().filter(need -> !isGood(found.get(need))).findFirst();
      Seen seen =
          missing.isPresent()
              ? new Seen(check, new Finding.Skipped("it needs " + missing.get()), Duration.ZERO)
              : look(check, sight, witness);
      found.put(check.name(), seen.finding());
      all.add(seen);
      witness.seen(seen);
    }
    return all;
  }

  private static Seen look(Check check, Sight sight, Witness witness) throws InterruptedException {
    witness.begins(check);
    long start = System.nanoTime();
    try {
      return new Seen(check, check.look().look(sight), since(start));
    } catch (InterruptedException stop) {
      witness.stopped(check, since(start));
      throw stop;
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static boolean isGood(@org.jspecify.annotations.Nullable Finding finding) {
    return finding instanceof Finding.Fine || finding instanceof Finding.Suspicious;
  }

  private static UnfitHost broken(String problem) {
    return new UnfitHost(Blame.LAB, "ordering the checks of machines: " + problem);
  }
}
