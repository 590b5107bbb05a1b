package org.autotest.dispatcher.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.autotest.core.schedule.Drone;
import org.autotest.core.schedule.Drones;
import org.autotest.store.lab.DroneReader.Seen;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.Work;
import org.autotest.store.lab.LabJob;

/// The two drones of a simulated lab: either may be drained, and either may be cut off from the
/// database for a while, and ends what it runs when that lasts too long.
final class SimFleet {
  static final List<String> NAMES = List.of("one", "two");

  /// A set of the second one alone.
  static final long FAST = 1;

  private static final Duration SILENT_AFTER = Duration.ofSeconds(10);
  private static final Duration LOST_AFTER = Duration.ofMinutes(30);

  /// As many as there are hosts, and more.
  private static final int PROCESSES_MAX = 6;

  /// A row.
  private static final class Standing {
    boolean drained;
    boolean lost;
    boolean cut;
    Duration cutUntil = Duration.ZERO;
    Duration seenAt = Duration.ZERO;
  }

  private final SimProcesses processes;
  private final SimOrders orders;
  private final SimFaults faults;
  private final List<String> story;
  private final Map<String, Standing> rows = new TreeMap<>();
  private final Map<String, SimDrone> drones = new TreeMap<>();
  private final DroneFence fence = DroneFence.of(LOST_AFTER, Duration.ofSeconds(30));

  SimFleet(SimProcesses processes, SimOrders orders, SimFaults faults, List<String> story) {
    this.processes = processes;
    this.orders = orders;
    this.faults = faults;
    this.story = story;
    for (String name : NAMES) {
      rows.put(name, new Standing());
      drones.put(name, new SimDrone(name, processes.view(name), orders));
    }
  }

  private Standing row(String name) {
    return Objects.requireNonNull(rows.get(name));
  }

  private SimDrone drone(String name) {
    return Objects.requireNonNull(drones.get(name));
  }

  /// Each that is not cut off says that it lives, and does what it is asked.
  void turn() {
    if (faults.isDatabaseAway()) {
      return;
    }
    for (String name : NAMES) {
      if (!row(name).cut) {
        row(name).seenAt = processes.uptime();
        row(name).lost = false;
        turn(name);
      }
    }
  }

  private void turn(String name) {
    try {
      drone(name).turn();
    } catch (SimFaults.Killed killed) {
      story.add("drone %s is killed %s, and begins anew".formatted(name, killed.getMessage()));
      beginAnew(name);
    }
  }

  private void beginAnew(String name) {
    drone(name).die();
    drones.put(name, new SimDrone(name, processes.view(name), orders));
  }

  /// Its machine boots anew: nothing of what it ran is left.
  void reboot(String name) {
    story.add("drone %s boots anew".formatted(name));
    drone(name).endAll();
    beginAnew(name);
  }

  /// Time has passed: who was cut off ends what it runs, or is heard of again.
  void pass() {
    for (String name : NAMES) {
      Standing row = row(name);
      Duration silence = processes.uptime().minus(row.seenAt);
      if (row.cut && fence.act(silence, NAMES.size() - 1) != DroneFence.Act.LET) {
        drone(name).endAll();
      }
      if (row.cut && row.cutUntil.compareTo(processes.uptime()) <= 0) {
        story.add("drone %s is heard of again".formatted(name));
        row.cut = false;
      }
      if (!row.cut && !faults.isDatabaseAway()) {
        row.seenAt = processes.uptime();
      }
    }
  }

  /// It no longer reaches the database.
  void cut(String name, Duration time) {
    story.add("drone %s is cut off for %d s".formatted(name, time.toSeconds()));
    row(name).cut = true;
    row(name).cutUntil = processes.uptime().plus(time);
  }

  /// It reaches the database again.
  void join(String name) {
    row(name).cut = false;
  }

  /// Drains it, or lets it have work again.
  void drain(String name) {
    row(name).drained = !row(name).drained;
    story.add("drone %s is drained: %s".formatted(name, row(name).drained));
  }

  void lose(String name) {
    story.add("drone %s is lost".formatted(name));
    row(name).lost = true;
  }

  /// All is well from now on.
  void heal() {
    rows.values()
        .forEach(
            row -> {
              row.cut = false;
              row.drained = false;
            });
  }

  /// What the planner sees of them.
  Seen seen() {
    List<Drone> all = new ArrayList<>();
    Set<String> overdue = new HashSet<>();
    for (String name : NAMES) {
      all.add(
          new Drone(
              name,
              PROCESSES_MAX,
              state(row(name)),
              Set.of(),
              name.equals("two") ? Set.of(FAST) : Set.of()));
      if (!row(name).lost && silence(row(name)).compareTo(LOST_AFTER) > 0) {
        overdue.add(name);
      }
    }
    return new Seen(new Drones(all, Map.of(), Optional.empty(), Map.of(FAST, "fast")), overdue);
  }

  private Duration silence(Standing row) {
    return processes.uptime().minus(row.seenAt);
  }

  private Drone.State state(Standing row) {
    if (row.lost) {
      return Drone.State.LOST;
    }
    if (silence(row).compareTo(SILENT_AFTER) > 0) {
      return Drone.State.SILENT;
    }
    return row.drained ? Drone.State.DRAINED : Drone.State.READY;
  }

  /// Whether any takes new work of a job.
  boolean takes(LabJob job) {
    return NAMES.stream().anyMatch(name -> takes(name, job.droneSet()));
  }

  private boolean takes(String name, Optional<Long> set) {
    return state(row(name)) == Drone.State.READY && (set.isEmpty() || name.equals("two"));
  }

  /// Fails when an execution is begun where it must not be.
  void requirePlace(LabExecution execution, SimTables.Rows lab) {
    Optional<Long> set =
        execution.work() instanceof Work.Main(var job, _)
            ? Optional.ofNullable(lab.jobs().get(job)).flatMap(LabJob::droneSet)
            : Optional.empty();
    if (!takes(execution.dispatcher(), set)) {
      throw new AssertionError(
          "%s is begun on a drone that is %s"
              .formatted(execution, state(row(execution.dispatcher()))));
    }
  }
}
