package org.autotest.store.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.autotest.store.Database;
import org.autotest.store.SqlTime;
import org.autotest.store.lab.DroneReader;
import org.jdbi.v3.core.Handle;

/// The drones and drone sets as people see them.
public final class DroneViews {
  private static final Pattern SEPARATOR = Pattern.compile("\n");

  private static final String DRONES =
      """
      SELECT drone.hostname, drone.processes_max, drone.drained, drone.lost, drone.seen_at,
        COALESCE(dispatcher.hostname, '') AS machine,
        COALESCE(TIMESTAMPDIFF(MICROSECOND, drone.seen_at, UTC_TIMESTAMP(3)) > :silent * 1000, 1)
          AS is_silent,
        COALESCE(lease.expires_at > UTC_TIMESTAMP(3), 0) AS plans,
        COALESCE((SELECT SUM(execution.weight) FROM afe_executions execution
          WHERE execution.dispatcher_id = drone.dispatcher_id
            AND execution.status IN ('starting', 'running')), 0) AS active,
        (SELECT GROUP_CONCAT(login ORDER BY login SEPARATOR '\\n') FROM afe_drone_users
         WHERE drone_id = drone.id) AS users,
        (SELECT GROUP_CONCAT(its.name ORDER BY its.name SEPARATOR '\\n')
         FROM afe_drone_sets_drones tie JOIN afe_drone_sets its ON its.id = tie.droneset_id
         WHERE tie.drone_id = drone.id) AS sets
      FROM afe_drones drone
      LEFT JOIN afe_dispatchers dispatcher ON dispatcher.id = drone.dispatcher_id
      LEFT JOIN afe_leases lease
        ON lease.dispatcher_id = drone.dispatcher_id AND lease.name = 'planner'
      WHERE drone.hostname > :after AND (:name IS NULL OR drone.hostname LIKE :name)
      ORDER BY drone.hostname
      LIMIT :limit
      """;

  private static final String SETS =
      """
      SELECT its.name, its.is_default,
        (SELECT GROUP_CONCAT(drone.hostname ORDER BY drone.hostname SEPARATOR '\\n')
         FROM afe_drone_sets_drones tie JOIN afe_drones drone ON drone.id = tie.drone_id
         WHERE tie.droneset_id = its.id) AS drones
      FROM afe_drone_sets its
      WHERE its.name > :after AND (:name IS NULL OR its.name LIKE :name)
      ORDER BY its.name
      LIMIT :limit
      """;

  private final Database database;

  public DroneViews(Database database) {
    this.database = database;
  }

  /// Where a drone stands.
  public enum Standing {
    READY("ready"),
    /// Gets nothing new; something still runs.
    DRAINING("draining"),
    /// Gets nothing new, and nothing runs.
    DRAINED("drained"),
    /// Was not heard of for a while.
    SILENT("silent"),
    /// What it ran is given up.
    LOST("lost");

    private final String word;

    Standing(String word) {
      this.word = word;
    }

    /// The word that people see.
    public String word() {
      return word;
    }
  }

  /// A drone.
  ///
  /// @param machine host name; empty text when it was never seen
  /// @param active processes that its executions count for
  /// @param isDrained whether it gets nothing new, heard of or not
  /// @param plans whether its dispatcher is the planner
  /// @param users owners whose work it takes; empty: everybody's
  public record DroneLine(
      String name,
      String machine,
      Standing standing,
      int active,
      int processesMax,
      boolean isDrained,
      boolean plans,
      Optional<Instant> seenAt,
      List<String> users,
      List<String> sets) {}

  /// A drone set.
  ///
  /// @param isDefault whether it is for work that asks for none
  public record SetLine(String name, boolean isDefault, List<String> drones) {}

  /// Drones by name.
  ///
  /// @param name part of the name, in any case
  /// @param after only those whose name comes later; empty text for the first page
  public List<DroneLine> drones(Optional<String> name, String after, int limit) {
    return database.read(handle -> drones(handle, name, after, limit));
  }

  static List<DroneLine> drones(Handle handle, Optional<String> name, String after, int limit) {
    return handle
        .createQuery(DRONES)
        .bind("silent", DroneReader.SILENT_AFTER.toMillis())
        .bind("after", after)
        .bind("name", name.map(Rows::containing).orElse(null))
        .bind("limit", limit)
        .map((row, _) -> drone(row))
        .list();
  }

  private static DroneLine drone(ResultSet row) throws SQLException {
    return new DroneLine(
        row.getString("hostname"),
        row.getString("machine"),
        standing(
            row.getBoolean("lost"),
            row.getBoolean("is_silent"),
            row.getBoolean("drained"),
            row.getInt("active")),
        row.getInt("active"),
        row.getInt("processes_max"),
        row.getBoolean("drained"),
        row.getBoolean("plans"),
        SqlTime.read(row, "seen_at"),
        lines(Rows.text(row, "users")),
        lines(Rows.text(row, "sets")));
  }

  private static Standing standing(boolean lost, boolean silent, boolean drained, int active) {
    if (lost) {
      return Standing.LOST;
    }
    if (silent) {
      return Standing.SILENT;
    }
    return drained ? active > 0 ? Standing.DRAINING : Standing.DRAINED : Standing.READY;
  }

  /// Drone sets by name.
  ///
  /// @param name part of the name, in any case
  /// @param after only those whose name comes later; empty text for the first page
  public List<SetLine> sets(Optional<String> name, String after, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(SETS)
                .bind("after", after)
                .bind("name", name.map(Rows::containing).orElse(null))
                .bind("limit", limit)
                .map(
                    (row, _) ->
                        new SetLine(
                            row.getString("name"),
                            row.getBoolean("is_default"),
                            lines(Rows.text(row, "drones"))))
                .list());
  }

  private static List<String> lines(Optional<String> text) {
    return text.stream().flatMap(SEPARATOR::splitAsStream).toList();
  }
}
