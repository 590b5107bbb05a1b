package org.autotest.store.lab;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskType;
import org.autotest.core.schedule.Capacity;
import org.autotest.core.schedule.Drone;
import org.autotest.core.schedule.Drone.State;
import org.autotest.core.schedule.DroneChoice.Load;
import org.autotest.core.schedule.DroneWish;
import org.autotest.core.schedule.Drones;
import org.autotest.core.schedule.Hold;
import org.jdbi.v3.core.Handle;

/// Whether a process can be started for what is to start, from the database alone.
public final class ProcessRoom {
  /// Whether the planner's machine is a drone; else something spreads processes over machines.
  private static final String HAS_DRONES =
      """
      SELECT COUNT(*)
      FROM afe_leases lease
      JOIN afe_drones drone ON drone.dispatcher_id = lease.dispatcher_id
      WHERE lease.name = 'planner'
        AND TIMESTAMPDIFF(MICROSECOND, drone.seen_at, UTC_TIMESTAMP(3)) <= :silent * 1000
      """;

  /// Of a planner that lives: otherwise nobody knows what the next one may run.
  private static final String POOL =
      """
      SELECT dispatcher.processes_max AS most,
        (SELECT COALESCE(SUM(weight), 0) FROM afe_executions
          WHERE status IN ('starting', 'running')) AS active
      FROM afe_leases lease
      JOIN afe_dispatchers dispatcher ON dispatcher.id = lease.dispatcher_id
      WHERE lease.name = 'planner' AND lease.expires_at > UTC_TIMESTAMP(3)
        AND dispatcher.processes_max IS NOT NULL
      """;

  private static final String REPAIRS =
      """
      SELECT COUNT(*) FROM afe_executions
      WHERE purpose = 'repair' AND status IN ('starting', 'running')
      """;

  private static final String ACTIVE =
      """
      SELECT dispatcher.name, SUM(execution.weight) AS active
      FROM afe_executions execution
      JOIN afe_dispatchers dispatcher ON dispatcher.id = execution.dispatcher_id
      WHERE execution.status IN ('starting', 'running')
      GROUP BY dispatcher.name
      """;

  private static final String GROUP =
      """
      SELECT job.owner, job.drone_set_id, COUNT(*) AS weight
      FROM afe_host_queue_entries entry
      JOIN afe_jobs job ON job.id = entry.job_id
      WHERE entry.job_id = :job AND entry.execution_subdir = :subdir AND entry.complete = 0
      GROUP BY job.id, job.owner, job.drone_set_id
      """;

  private static final String JOB =
      """
      SELECT owner, drone_set_id, GREATEST(1, IFNULL(synch_count, 1)) AS weight
      FROM afe_jobs WHERE id = :job
      """;

  private static final String ENTRY =
      """
      SELECT status, job_id, execution_subdir, host_id
      FROM afe_host_queue_entries
      WHERE id = :id
      """;

  private static final String NEXT_TASK =
      """
      SELECT task.task, task.is_active, user.login
      FROM afe_special_tasks task
      JOIN afe_users user ON user.id = task.requested_by_id
      WHERE task.host_id = :host AND task.is_complete = 0
        AND %s
      ORDER BY task.is_active DESC, FIELD(task.task, 'Repair', 'Cleanup', 'Verify'), task.id
      LIMIT 1
      """
          .formatted(TaskSql.IS_BEGUN);

  private record Wanted(String owner, Optional<Long> set, int weight, boolean isRepair) {
    static Wanted read(ResultSet row) throws SQLException {
      return new Wanted(
          row.getString("owner"),
          Optional.ofNullable(row.getObject("drone_set_id", Long.class)),
          row.getInt("weight"),
          false);
    }
  }

  /// @param free processes that may still be started; 0 and less mean none
  /// @param most processes that may run at once
  private record Room(int free, int most) {}

  private record Standing(EntryStatus status, long job, String subdir, Optional<HostId> host) {
    static Standing read(ResultSet row) throws SQLException {
      return new Standing(
          EntryStatus.ofWord(row.getString("status")).orElseThrow(),
          row.getLong("job_id"),
          row.getString("execution_subdir"),
          Optional.ofNullable(row.getObject("host_id", Long.class)).map(HostId::new));
    }
  }

  private record Next(TaskType type, boolean runs, String owner) {
    Wanted wanted() {
      return new Wanted(owner, Optional.empty(), 1, type == TaskType.REPAIR);
    }
  }

  private ProcessRoom() {}

  /// Why no process can be started now for the run of an entry that is Starting, or for the task
  /// that an entry which is Verifying waits for; empty when one can, and for other entries.
  public static Optional<Hold> missing(Handle handle, EntryId id) {
    return handle
        .createQuery(ENTRY)
        .bind("id", id.value())
        .map((row, _) -> Standing.read(row))
        .findOne()
        .flatMap(entry -> missing(handle, entry));
  }

  private static Optional<Hold> missing(Handle handle, Standing entry) {
    return switch (entry.status()) {
      case STARTING -> ofRun(handle, entry.job(), entry.subdir());
      case VERIFYING -> entry.host().flatMap(host -> ofTask(handle, host));
      case QUEUED, PENDING, WAITING, RUNNING, GATHERING, PARSING, ARCHIVING -> Optional.empty();
      case COMPLETED, FAILED, ABORTED, STOPPED, TEMPLATE -> Optional.empty();
    };
  }

  /// Why no drone will ever run the Queued entries of a job; being busy is no reason.
  public static Optional<Hold> ofJob(Handle handle, JobId job) {
    return handle
        .createQuery(JOB)
        .bind("job", job.value())
        .map((row, _) -> Wanted.read(row))
        .findOne()
        .flatMap(wanted -> never(handle, wanted, drones(handle)));
  }

  /// Why the lab as it is would never run something, were all of its drones at work; empty when it
  /// would, and while nothing is known of what it may run.
  ///
  /// @param set the drone set that is asked for
  /// @param weight processes at once
  public static Optional<Hold> never(Handle handle, String owner, Optional<Long> set, int weight) {
    return never(
        handle, new Wanted(owner, set, weight, false), drones(handle).map(ProcessRoom::atWork));
  }

  private static Drones atWork(Drones drones) {
    List<Drone> ready =
        drones.all().stream()
            .map(
                drone ->
                    new Drone(
                        drone.name(),
                        drone.processesMax(),
                        State.READY,
                        drone.users(),
                        drone.sets()))
            .toList();
    return new Drones(ready, drones.setOfUser(), drones.defaultSet(), drones.setNames());
  }

  private static Optional<Hold> never(Handle handle, Wanted wanted, Optional<Drones> drones) {
    return drones.isPresent()
        ? never(wanted, drones.get())
        : pool(handle).flatMap(pool -> Capacity.ofPool(wanted.weight(), 0, pool.most()));
  }

  private static Optional<Hold> never(Wanted wanted, Drones drones) {
    List<Load> idle = drones.all().stream().map(drone -> new Load(drone, 0)).toList();
    return Capacity.ofDrones(wish(wanted, drones), idle, drones.setNames());
  }

  private static DroneWish wish(Wanted wanted, Drones drones) {
    return new DroneWish(
        wanted.owner(),
        drones.setFor(wanted.set(), wanted.owner()),
        wanted.weight(),
        Optional.empty());
  }

  private static Optional<Hold> ofRun(Handle handle, long job, String subdir) {
    return handle
        .createQuery(GROUP)
        .bind("job", job)
        .bind("subdir", subdir)
        .map((row, _) -> Wanted.read(row))
        .findOne()
        .flatMap(wanted -> missing(handle, wanted));
  }

  /// Why no process can be started now for the next verify, cleanup or repair of a host; empty when
  /// one can, when one runs, and when none is wanted.
  public static Optional<Hold> ofTask(Handle handle, HostId host) {
    return handle
        .createQuery(NEXT_TASK)
        .bind("host", host.value())
        .map(
            (row, _) ->
                new Next(
                    TaskType.ofWord(row.getString("task")).orElseThrow(),
                    row.getBoolean("is_active"),
                    row.getString("login")))
        .findOne()
        .filter(next -> !next.runs())
        .flatMap(
            next ->
                missing(handle, next.wanted())
                    .map(
                        hold ->
                            new Hold(
                                hold.rule(),
                                "its %s has not begun: %s"
                                    .formatted(next.type().pathWord(), hold.observation()),
                                hold.remedy())));
  }

  /// Empty where there are none: processes are started in one pool.
  private static Optional<Drones> drones(Handle handle) {
    boolean hasDrones =
        handle
                .createQuery(HAS_DRONES)
                .bind("silent", DroneReader.SILENT_AFTER.toMillis())
                .mapTo(Integer.class)
                .one()
            > 0;
    return hasDrones
        ? Optional.of(DroneReader.read(handle, DroneReader.SILENT_AFTER).drones())
        : Optional.empty();
  }

  private static Optional<Hold> missing(Handle handle, Wanted wanted) {
    return drones(handle)
        .map(drones -> missing(handle, wanted, drones))
        .orElseGet(
            () ->
                pool(handle)
                    .flatMap(
                        pool ->
                            Capacity.ofPool(wanted.weight(), pool.most() - pool.free(), pool.most())
                                .or(() -> ofRepairs(handle, wanted, pool))));
  }

  private static Optional<Hold> missing(Handle handle, Wanted wanted, Drones drones) {
    Map<String, Integer> active = active(handle);
    List<Load> loads =
        drones.all().stream()
            .map(drone -> new Load(drone, active.getOrDefault(drone.name(), 0)))
            .toList();
    return Capacity.ofDrones(wish(wanted, drones), loads, drones.setNames())
        .or(() -> ofRepairs(handle, wanted, room(loads)));
  }

  private static Optional<Room> pool(Handle handle) {
    return handle
        .createQuery(POOL)
        .map((row, _) -> new Room(row.getInt("most") - row.getInt("active"), row.getInt("most")))
        .findOne();
  }

  /// What all drones that take new work have together.
  private static Room room(List<Load> loads) {
    List<Load> ready = loads.stream().filter(load -> load.drone().state() == State.READY).toList();
    return new Room(
        ready.stream()
            .mapToInt(load -> Math.max(0, load.drone().processesMax() - load.active()))
            .sum(),
        ready.stream().mapToInt(load -> load.drone().processesMax()).sum());
  }

  private static Optional<Hold> ofRepairs(Handle handle, Wanted wanted, Room room) {
    if (!wanted.isRepair()) {
      return Optional.empty();
    }
    long repairs = handle.createQuery(REPAIRS).mapTo(Long.class).one();
    return Capacity.ofRepairs(repairs, room.free(), room.most());
  }

  private static Map<String, Integer> active(Handle handle) {
    Map<String, Integer> active = new HashMap<>();
    handle
        .createQuery(ACTIVE)
        .map((row, _) -> active.put(row.getString("name"), row.getInt("active")))
        .list();
    return active;
  }
}
