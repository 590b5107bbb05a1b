package org.autotest.store.lab;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.autotest.core.schedule.Drone;
import org.autotest.core.schedule.Drones;
import org.autotest.store.Database;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Reads the drones of the lab. Times are the database's own, so that machines need not agree about
/// the clock.
public final class DroneReader {
  /// Longest silence of a drone that is taken to be well, where nobody says otherwise.
  public static final Duration SILENT_AFTER = Duration.ofSeconds(10);

  private static final String DRONES =
      """
      SELECT drone.hostname, drone.processes_max, drone.drained, drone.lost,
        TIMESTAMPDIFF(MICROSECOND, drone.seen_at, UTC_TIMESTAMP(3)) > :silent * 1000 AS is_silent,
        TIMESTAMPDIFF(MICROSECOND, drone.seen_at, UTC_TIMESTAMP(3)) > drone.lost_after_ms * 1000
          AS is_overdue,
        (SELECT GROUP_CONCAT(login SEPARATOR '\\n') FROM afe_drone_users
         WHERE drone_id = drone.id) AS users,
        (SELECT GROUP_CONCAT(droneset_id SEPARATOR '\\n') FROM afe_drone_sets_drones
         WHERE drone_id = drone.id) AS sets
      FROM afe_drones drone
      WHERE drone.seen_at IS NOT NULL
      ORDER BY drone.hostname
      """;

  private static final String SETS =
      """
      SELECT id, name, is_default FROM afe_drone_sets
      """;

  private static final String SETS_OF_USERS =
      """
      SELECT login, drone_set_id FROM afe_users WHERE drone_set_id IS NOT NULL
      """;

  private DroneReader() {}

  /// The drones at one moment.
  ///
  /// @param overdue names of those whose silence lasts longer than they said it would while they
  ///   live, and that were not given up yet
  public record Seen(Drones drones, Set<String> overdue) {
    public Seen {
      overdue = Set.copyOf(overdue);
    }
  }

  private record Row(Drone drone, boolean isOverdue) {}

  /// Reads them all; those that were never seen are left out.
  ///
  /// @param silentAfter longest silence of one that is taken to be well
  public static Seen read(Database database, Duration silentAfter) {
    return database.read(handle -> read(handle, silentAfter));
  }

  static Seen read(Handle handle, Duration silentAfter) {
    List<Row> rows =
        handle
            .createQuery(DRONES)
            .bind("silent", silentAfter.toMillis())
            .map((row, _) -> new Row(drone(row), row.getBoolean("is_overdue")))
            .list();
    return new Seen(
        drones(handle, rows.stream().map(Row::drone).toList()),
        rows.stream()
            .filter(row -> row.isOverdue() && row.drone().state() != Drone.State.LOST)
            .map(row -> row.drone().name())
            .collect(Collectors.toSet()));
  }

  private static Drone drone(ResultSet row) throws SQLException {
    Drone.State state =
        row.getBoolean("lost")
            ? Drone.State.LOST
            : row.getBoolean("is_silent")
                ? Drone.State.SILENT
                : row.getBoolean("drained") ? Drone.State.DRAINED : Drone.State.READY;
    return new Drone(
        row.getString("hostname"),
        row.getInt("processes_max"),
        state,
        Set.copyOf(lines(row.getString("users"))),
        lines(row.getString("sets")).stream().map(Long::valueOf).collect(Collectors.toSet()));
  }

  private static Drones drones(Handle handle, List<Drone> all) {
    Map<Long, String> names = new HashMap<>();
    Set<Long> defaults = new HashSet<>();
    handle
        .createQuery(SETS)
        .map(
            (row, _) -> {
              if (row.getBoolean("is_default")) {
                defaults.add(row.getLong("id"));
              }
              return Map.entry(row.getLong("id"), row.getString("name"));
            })
        .forEach(set -> names.put(set.getKey(), set.getValue()));
    Map<String, Long> setOfUser = new HashMap<>();
    handle
        .createQuery(SETS_OF_USERS)
        .map((row, _) -> Map.entry(row.getString("login"), row.getLong("drone_set_id")))
        .forEach(user -> setOfUser.put(user.getKey(), user.getValue()));
    return new Drones(all, setOfUser, defaults.stream().findAny(), names);
  }

  private static List<String> lines(@Nullable String text) {
    return text == null ? List.of() : Arrays.asList(text.split("\n", -1));
  }
}
