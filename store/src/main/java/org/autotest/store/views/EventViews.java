package org.autotest.store.views;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;

/// What happened, as the dispatcher and people wrote it down.
public final class EventViews {
  private static final String OF_JOB =
      """
      SELECT v.happened_at, v.kind, h.hostname, v.old_status, v.new_status, v.reason, v.blame,
        v.actor
      FROM afe_event_log v
      LEFT JOIN afe_hosts h ON h.id = v.host_id
      WHERE v.job_id = :subject
      ORDER BY v.id DESC
      LIMIT :limit
      """;

  private static final String OF_HOST =
      """
      SELECT v.happened_at, v.kind, h.hostname, v.old_status, v.new_status, v.reason, v.blame,
        v.actor
      FROM afe_event_log v
      LEFT JOIN afe_hosts h ON h.id = v.host_id
      WHERE v.host_id = :subject AND v.kind = 'host'
      ORDER BY v.id DESC
      LIMIT :limit
      """;

  private final Database database;

  public EventViews(Database database) {
    this.database = database;
  }

  /// A change of a status.
  ///
  /// @param kind `entry`, `host` or `task`
  /// @param oldStatus empty when the thing was created
  /// @param reason may be empty text
  /// @param actor login; empty for the dispatcher
  public record Event(
      Instant at,
      String kind,
      Optional<String> host,
      Optional<String> oldStatus,
      String newStatus,
      String reason,
      Optional<Blame> blame,
      Optional<String> actor) {}

  /// Of one job with its entries and tasks, newest first.
  public List<Event> ofJob(JobId job, int limit) {
    return list(OF_JOB, job.value(), limit);
  }

  /// Of one host, newest first.
  public List<Event> ofHost(HostId host, int limit) {
    return list(OF_HOST, host.value(), limit);
  }

  private List<Event> list(String sql, long subject, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(sql)
                .bind("subject", subject)
                .bind("limit", limit)
                .map(
                    (row, _) ->
                        new Event(
                            Rows.time(row, "happened_at").orElse(Instant.EPOCH),
                            row.getString("kind"),
                            Rows.text(row, "hostname"),
                            Rows.text(row, "old_status"),
                            row.getString("new_status"),
                            row.getString("reason"),
                            Rows.blame(row, "blame"),
                            Rows.text(row, "actor")))
                .list());
  }
}
