package org.autotest.core.schedule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.autotest.core.schedule.Drone.State;
import org.autotest.core.schedule.DroneChoice.Load;

/// Says why no process can be started for something now. The same rules as the dispatcher's, in
/// words.
public final class Capacity {
  /// Most drones that are listed one by one.
  private static final int LISTED_MAX = 10;

  /// Of so many processes repairs may always have one.
  private static final int REPAIRS_ONE_IN = 10;

  private Capacity() {}

  /// Whether one repair more may be started. Repairs take long where a host does not answer, and
  /// many hosts may be lost at once: beyond a tenth of the processes they get none but those that
  /// leave half of all processes to others.
  ///
  /// @param repairs that run
  /// @param free processes that may still be started
  /// @param most processes that may run at once
  public static boolean mayRepair(long repairs, int free, int most) {
    return free > most / 2 || repairs < repairsAlways(most);
  }

  private static int repairsAlways(int most) {
    return Math.max(1, most / REPAIRS_ONE_IN);
  }

  /// Why a repair for which there is a process does not start; empty when it does.
  public static Optional<Hold> ofRepairs(long repairs, int free, int most) {
    return mayRepair(repairs, free, most)
        ? Optional.empty()
        : Optional.of(
            new Hold(
                Rule.CAPACITY,
                "%d %s, and more than %d may only while more than half of the %d processes are free"
                    .formatted(
                        repairs,
                        repairs == 1 ? "repair runs" : "repairs run",
                        repairsAlways(most),
                        most),
                "wait, or raise the limit of processes"));
  }

  /// Where processes are started in one pool.
  ///
  /// @param weight processes wanted at once
  /// @param active processes that run
  /// @param most processes that may run at once
  public static Optional<Hold> ofPool(int weight, int active, int most) {
    if (weight > most) {
      return Optional.of(
          new Hold(
              Rule.CAPACITY,
              "it wants %d processes at once, and the lab runs no more than %d"
                  .formatted(weight, most),
              "raise dispatcher.processes, or ask for fewer hosts at once"));
    }
    return weight <= most - active ? Optional.empty() : Optional.of(full());
  }

  /// Where they are started on drones.
  ///
  /// @param setNames names of drone sets, by id
  public static Optional<Hold> ofDrones(
      DroneWish wish, List<Load> loads, Map<Long, String> setNames) {
    return switch (DroneChoice.of(wish, loads)) {
      case DroneChoice.On _ -> Optional.empty();
      case DroneChoice.Full _ -> Optional.of(loads.size() == 1 ? full() : allFull(wish));
      case DroneChoice.TooLarge(var most) ->
          Optional.of(
              new Hold(
                  Rule.CAPACITY,
                  "it wants %d processes on one machine, and the largest that may run it has %d"
                      .formatted(wish.weight(), most),
                  "raise dispatcher.processes there, or ask for fewer hosts at once"));
      case DroneChoice.Nobody() ->
          Optional.of(
              new Hold(
                  Rule.NO_DRONE,
                  "no machine may run it: " + whyNot(wish, loads, setNames),
                  "see atest drone list, and the drone set of the job"));
    };
  }

  private static Hold full() {
    return new Hold(
        Rule.CAPACITY,
        "every process the dispatcher may run is in use",
        "wait, or raise the limit of processes");
  }

  private static Hold allFull(DroneWish wish) {
    return new Hold(
        Rule.CAPACITY,
        wish.weight() == 1
            ? "every process that drones may run for it is in use"
            : "no drone that may run it has %d processes free".formatted(wish.weight()),
        "wait, or raise dispatcher.processes on a drone");
  }

  private static String whyNot(DroneWish wish, List<Load> loads, Map<Long, String> setNames) {
    if (loads.isEmpty()) {
      return "there is no drone";
    }
    String some =
        loads.stream()
            .limit(LISTED_MAX)
            .map(load -> whyNot(wish, load.drone(), setNames))
            .collect(Collectors.joining("; "));
    int more = loads.size() - LISTED_MAX;
    return more > 0 ? "%s; and %d more".formatted(some, more) : some;
  }

  private static String whyNot(DroneWish wish, Drone drone, Map<Long, String> setNames) {
    if (drone.state() != State.READY) {
      return drone.name()
          + switch (drone.state()) {
            case READY -> "";
            case DRAINED -> " is drained";
            case SILENT -> " was not heard of for a while";
            case LOST -> " is lost";
          };
    }
    return drone.users().isEmpty() || drone.users().contains(wish.owner())
        ? "%s is not in drone set %s"
            .formatted(
                drone.name(), wish.set().map(set -> setNames.getOrDefault(set, "?")).orElse(""))
        : "%s is for %s".formatted(drone.name(), String.join(", ", new TreeSet<>(drone.users())));
  }
}
