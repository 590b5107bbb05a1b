package org.autotest.web;

import java.time.Instant;

/// A drone that plans, one that is away, and a set.
final class SeededDrones {
  private final SeedRows rows;

  SeededDrones(SeedRows rows) {
    this.rows = rows;
  }

  /// Makes the dispatchers that are there drones, and one more.
  ///
  /// @param seen when that one was seen last
  void fill(Instant seen) {
    rows.update(
        "INSERT INTO afe_drones (hostname, dispatcher_id, processes_max, seen_at)"
            + " SELECT name, id, 100, UTC_TIMESTAMP(3) FROM afe_dispatchers");
    rows.update(
        "INSERT INTO afe_drones (hostname, processes_max, seen_at, drained) VALUES ('spare', 20, ?,"
            + " 1)",
        seen);
    rows.update("INSERT INTO afe_drone_sets (name) VALUES ('fast')");
    rows.update(
        "INSERT INTO afe_drone_sets_drones (droneset_id, drone_id) SELECT s.id, d.id FROM"
            + " afe_drone_sets s JOIN afe_drones d ON d.hostname = 'main'");
  }
}
