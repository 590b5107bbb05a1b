package org.autotest.core.schedule;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which drone makes a start. Pure.
public sealed interface DroneChoice {
  /// That one, which has room.
  record On(Drone drone) implements DroneChoice {}

  /// None has room now.
  ///
  /// @param next the one that is nearest to having it; when nothing else is started there it has
  ///   room some day
  record Full(Drone next) implements DroneChoice {}

  /// No drone that would take it is ever large enough.
  ///
  /// @param most processes of the largest
  record TooLarge(int most) implements DroneChoice {}

  /// No drone takes it.
  record Nobody() implements DroneChoice {}

  /// A drone as it stands.
  ///
  /// @param active processes that its executions count for
  record Load(Drone drone, int active) {
    int room() {
      return drone.processesMax() - active;
    }

    double share() {
      return (double) active / drone.processesMax();
    }
  }

  /// The order of those that have room: the least busy first, of equals the largest.
  Comparator<Load> LEAST_BUSY =
      Comparator.comparingDouble(Load::share)
          .thenComparing(load -> load.drone().processesMax(), Comparator.reverseOrder())
          .thenComparing(load -> load.drone().name());

  /// The order of those that have none: the one with the most room last, of equals the largest.
  Comparator<Load> MOST_ROOM =
      Comparator.comparingInt(Load::room)
          .thenComparingInt(load -> load.drone().processesMax())
          .thenComparing(load -> load.drone().name(), Comparator.reverseOrder());

  /// Chooses.
  ///
  /// @param loads all drones
  static DroneChoice of(DroneWish wish, List<Load> loads) {
    List<Load> usable = loads.stream().filter(load -> load.drone().takes(wish)).toList();
    Optional<Load> preferred =
        usable.stream()
            .filter(load -> wish.preferred().equals(Optional.of(load.drone().name())))
            .findAny();
    return preferred.map(load -> among(List.of(load), wish)).orElseGet(() -> among(usable, wish));
  }

  private static DroneChoice among(List<Load> usable, DroneWish wish) {
    if (usable.isEmpty()) {
      return new Nobody();
    }
    List<Load> large =
        usable.stream().filter(load -> load.drone().processesMax() >= wish.weight()).toList();
    if (large.isEmpty()) {
      return new TooLarge(
          usable.stream().mapToInt(load -> load.drone().processesMax()).max().orElse(0));
    }
    return large.stream()
        .filter(load -> load.room() >= wish.weight())
        .min(LEAST_BUSY)
        .<DroneChoice>map(load -> new On(load.drone()))
        .orElseGet(() -> new Full(large.stream().max(MOST_ROOM).orElseThrow().drone()));
  }
}
