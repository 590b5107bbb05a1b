package org.autotest.store.views;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;

/// What happened, as the dispatcher and people wrote it down.
public final class EventViews {
  private static final String OF_JOB =
      """
      SELECT v.id, v.happened_at, v.kind, h.hostname, v.old_status, v.new_status, v.reason, v.blame,
        v.actor
      FROM afe_event_log v
      LEFT JOIN afe_hosts h ON h.id = v.host_id
      WHERE v.job_id = :subject AND v.id < :before
      ORDER BY v.id DESC
      LIMIT :limit
      """;

  private static final String OF_HOST =
      """
      SELECT v.id, v.happened_at, v.kind, h.hostname, v.old_status, v.new_status, v.reason, v.blame,
        v.actor
      FROM afe_event_log v
      LEFT JOIN afe_hosts h ON h.id = v.host_id
      WHERE v.host_id = :subject AND v.kind = 'host' AND v.id < :before
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
      long id,
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
    return ofJob(job, OptionalLong.empty(), limit);
  }

  /// Of one job with its entries and tasks, newest first.
  ///
  /// @param before only those with smaller numbers; empty for the first page
  public List<Event> ofJob(JobId job, OptionalLong before, int limit) {
    return list(OF_JOB, job.value(), before, limit);
  }

  /// Of one host, newest first.
  ///
  /// @param before only those with smaller numbers; empty for the first page
  public List<Event> ofHost(HostId host, OptionalLong before, int limit) {
    return list(OF_HOST, host.value(), before, limit);
  }

  private List<Event> list(String sql, long subject, OptionalLong before, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(sql)
                .bind("subject", subject)
                .bind("before", before.orElse(Long.MAX_VALUE))
                .bind("limit", limit)
                .map(
                    (row, _) ->
                        new Event(
                            row.getLong("id"),
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
