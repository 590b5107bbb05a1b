package org.autotest.store.lab;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.store.Database;
import org.autotest.store.SqlTime;

/// What happened to entries, hosts and special tasks, line by line (`afe_event_log`).
public final class EventLog {
  private static final String AFTER =
      """
      SELECT event.id, event.happened_at, event.kind, event.subject_id, event.job_id,
        host.hostname, event.old_status, event.new_status, event.reason, event.blame
      FROM afe_event_log event
      LEFT JOIN afe_hosts host ON host.id = event.host_id
      WHERE event.id > :after
      ORDER BY event.id
      LIMIT :limit
      """;

  private static final String LAST =
      """
      SELECT COALESCE(MAX(id), 0) FROM afe_event_log
      """;

  /// One line.
  ///
  /// @param kind `entry`, `host` or `task`
  /// @param subject the id of the row it is about
  /// @param hostname empty when no host has to do with it
  /// @param from empty when the row was created
  public record Event(
      long id,
      Instant at,
      String kind,
      long subject,
      Optional<Long> job,
      Optional<String> hostname,
      Optional<String> from,
      String to,
      String reason,
      Optional<Blame> blame) {}

  private final Database database;

  public EventLog(Database database) {
    this.database = database;
  }

  /// The newest line's number; 0 when there is none.
  public long last() {
    return database.read(handle -> handle.createQuery(LAST).mapTo(Long.class).one());
  }

  /// Lines after a number, oldest first. A line of a transaction that was still open may come to
  /// stand before lines already read: whoever must not miss any looks back a little.
  ///
  /// @param limit most lines, 1 to 10,000
  public List<Event> after(long number, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(AFTER)
                .bind("after", number)
                .bind("limit", Math.clamp(limit, 1, 10_000))
                .map(
                    (row, _) ->
                        new Event(
                            row.getLong("id"),
                            SqlTime.read(row, "happened_at").orElseThrow(),
                            row.getString("kind"),
                            row.getLong("subject_id"),
                            Optional.ofNullable(row.getObject("job_id", Long.class)),
                            Optional.ofNullable(row.getString("hostname")),
                            Optional.ofNullable(row.getString("old_status")),
                            row.getString("new_status"),
                            row.getString("reason"),
                            Optional.ofNullable(row.getString("blame")).map(Blame::valueOf)))
                .list());
  }
}
