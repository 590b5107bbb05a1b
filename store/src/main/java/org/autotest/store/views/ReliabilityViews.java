package org.autotest.store.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.autotest.core.host.HostId;
import org.autotest.store.Database;
import org.autotest.store.views.Reliability.Tasks;

/// How hosts have served lately: sums of at most 31 rows for each.
public final class ReliabilityViews {
  private static final String OF =
      """
      SELECT host_id, SUM(completed) AS completed, SUM(aborted) AS aborted,
        SUM(failed_host) AS failed_host, SUM(failed_lab) AS failed_lab,
        SUM(failed_other) AS failed_other, SUM(verifies) AS verifies,
        SUM(verifies_failed) AS verifies_failed, SUM(repairs) AS repairs,
        SUM(repairs_failed) AS repairs_failed
      FROM afe_host_days
      WHERE host_id IN (<hosts>)
      GROUP BY host_id
      """;

  private final Database database;

  public ReliabilityViews(Database database) {
    this.database = database;
  }

  /// One without an entry had nothing.
  ///
  /// @param hosts at most a page of a list
  public Map<HostId, Reliability> of(Collection<HostId> hosts) {
    if (hosts.isEmpty()) {
      return Map.of();
    }
    return database.read(
        handle -> {
          Map<HostId, Reliability> found = new HashMap<>();
          handle
              .createQuery(OF)
              .bindList("hosts", hosts.stream().map(HostId::value).toList())
              .map((row, _) -> found.put(new HostId(row.getLong("host_id")), read(row)))
              .list();
          return found;
        });
  }

  private static Reliability read(ResultSet row) throws SQLException {
    return new Reliability(
        row.getInt("completed"),
        row.getInt("aborted"),
        row.getInt("failed_host"),
        row.getInt("failed_lab"),
        row.getInt("failed_other"),
        new Tasks(row.getInt("verifies"), row.getInt("verifies_failed")),
        new Tasks(row.getInt("repairs"), row.getInt("repairs_failed")));
  }
}
