package org.autotest.dispatcher.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autotest.core.schedule.Drone;
import org.autotest.core.schedule.DroneChoice;
import org.autotest.core.schedule.DroneChoice.Load;
import org.autotest.core.schedule.DroneWish;

/// The room on each drone while the starts of one round are decided.
///
/// Whoever finds none holds back what comes later on one drone: the one that is nearest to having
/// it. Nothing is started there until it fits, so the most room there is only grows, and it is
/// never overtaken for ever; others go on elsewhere.
final class Rooms {
  private final List<Drone> drones;
  private final Map<Drone, Integer> active = new HashMap<>();
  private final Set<Drone> held = new HashSet<>();

  Rooms(List<Load> loads) {
    this.drones = loads.stream().map(Load::drone).toList();
    loads.forEach(load -> active.put(load.drone(), load.active()));
  }

  DroneChoice choose(DroneWish wish) {
    return DroneChoice.of(
        wish,
        drones.stream()
            .map(
                drone ->
                    new Load(
                        drone, held.contains(drone) ? drone.processesMax() : active.get(drone)))
            .toList());
  }

  void take(Drone drone, int weight) {
    active.merge(drone, weight, Integer::sum);
  }

  /// Lets nothing be started there that comes later in this round.
  void hold(Drone drone) {
    held.add(drone);
  }

  /// Whether there is any room that is not held back.
  boolean isAnyLeft() {
    return drones.stream().anyMatch(drone -> !held.contains(drone) && room(drone) > 0);
  }

  /// Processes that may still be started, held back or not.
  int room() {
    return drones.stream().mapToInt(drone -> Math.max(0, room(drone))).sum();
  }

  /// Processes of all drones that take new work.
  int processesMax() {
    return drones.stream().filter(Rooms::isReady).mapToInt(Drone::processesMax).sum();
  }

  private int room(Drone drone) {
    return isReady(drone) ? drone.processesMax() - active.getOrDefault(drone, 0) : 0;
  }

  private static boolean isReady(Drone drone) {
    return drone.state() == Drone.State.READY;
  }
}
