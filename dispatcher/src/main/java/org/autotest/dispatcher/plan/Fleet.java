package org.autotest.dispatcher.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.schedule.Drone;
import org.autotest.core.schedule.DroneChoice.Load;
import org.autotest.core.schedule.DroneWish;
import org.autotest.core.schedule.Drones;
import org.jspecify.annotations.Nullable;

/// Where processes may be started: on the drones of the lab, or, where something else spreads them
/// over machines, in one pool.
final class Fleet {
  private final Drones drones;
  private final boolean isPool;

  private Fleet(Drones drones, boolean isPool) {
    this.drones = drones;
    this.isPool = isPool;
  }

  /// One pool, in which every execution counts.
  static Fleet pool(int processesMax) {
    Drone pool = new Drone("", processesMax, Drone.State.READY, Set.of(), Set.of());
    return new Fleet(new Drones(List.of(pool), Map.of(), Optional.empty(), Map.of()), true);
  }

  /// The drones as they are now.
  static Fleet of(Drones drones) {
    return new Fleet(drones, false);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fleet fleet && isPool == fleet.isPool && drones.equals(fleet.drones);
  }

  @Override
  public int hashCode() {
    return drones.hashCode();
  }

  /// How busy each is.
  List<Load> loads(Executions executions) {
    return drones.all().stream()
        .map(
            drone ->
                new Load(
                    drone,
                    isPool ? executions.openWeight() : executions.openWeightOn(drone.name())))
        .toList();
  }

  /// What a start wants of its drone.
  ///
  /// @param asked the drone set that the work names
  /// @param preferred as in [DroneWish]
  DroneWish wish(String owner, Optional<Long> asked, int weight, Optional<String> preferred) {
    Optional<Long> set = isPool ? Optional.empty() : drones.setFor(asked, owner);
    return new DroneWish(owner, set, weight, preferred);
  }

  /// The name that a start carries; empty in a pool.
  Optional<String> nameOf(Drone drone) {
    return isPool ? Optional.empty() : Optional.of(drone.name());
  }
}
