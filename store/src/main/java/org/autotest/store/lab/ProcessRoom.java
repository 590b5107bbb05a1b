package org.autotest.store.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.schedule.Capacity;
import org.autotest.core.schedule.DroneChoice.Load;
import org.autotest.core.schedule.DroneWish;
import org.autotest.core.schedule.Drones;
import org.autotest.core.schedule.Hold;
import org.jdbi.v3.core.Handle;

/// Whether a process can be started for an entry that is to start, from the database alone.
final class ProcessRoom {
  /// Whether the planner's machine is a drone; else something spreads processes over machines.
  private static final String HAS_DRONES =
      """
      SELECT COUNT(*)
      FROM afe_leases lease
      JOIN afe_drones drone ON drone.dispatcher_id = lease.dispatcher_id
      WHERE lease.name = 'planner'
        AND TIMESTAMPDIFF(MICROSECOND, drone.seen_at, UTC_TIMESTAMP(3)) <= :silent * 1000
      """;

  private static final String FREE_IN_POOL =
      """
      SELECT COALESCE((
          SELECT dispatcher.processes_max
          FROM afe_leases lease
          JOIN afe_dispatchers dispatcher ON dispatcher.id = lease.dispatcher_id
          WHERE lease.name = 'planner'), 1)
        - (SELECT COALESCE(SUM(weight), 0) FROM afe_executions
           WHERE status IN ('starting', 'running'))
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

  private record Group(String owner, Optional<Long> set, int weight) {}

  private ProcessRoom() {}

  /// Why no process can be started now for the group of an entry; empty when one can.
  static Optional<Hold> missing(Handle handle, LabEntry entry) {
    boolean hasDrones =
        handle
                .createQuery(HAS_DRONES)
                .bind("silent", DroneReader.SILENT_AFTER.toMillis())
                .mapTo(Integer.class)
                .one()
            > 0;
    if (!hasDrones) {
      return Capacity.ofPool(handle.createQuery(FREE_IN_POOL).mapTo(Integer.class).one());
    }
    Optional<Group> found =
        handle
            .createQuery(GROUP)
            .bind("job", entry.job().value())
            .bind("subdir", entry.subdir())
            .map(
                (row, _) ->
                    new Group(
                        row.getString("owner"),
                        Optional.ofNullable(row.getObject("drone_set_id", Long.class)),
                        row.getInt("weight")))
            .findOne();
    return found.flatMap(group -> missing(handle, group));
  }

  private static Optional<Hold> missing(Handle handle, Group group) {
    Drones drones = DroneReader.read(handle, DroneReader.SILENT_AFTER).drones();
    Map<String, Integer> active = active(handle);
    List<Load> loads =
        drones.all().stream()
            .map(drone -> new Load(drone, active.getOrDefault(drone.name(), 0)))
            .toList();
    DroneWish wish =
        new DroneWish(
            group.owner(),
            drones.setFor(group.set(), group.owner()),
            group.weight(),
            Optional.empty());
    return Capacity.ofDrones(wish, loads, drones.setNames());
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
