package org.autotest.store.views;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.autotest.store.Database;
import org.jdbi.v3.core.Handle;

/// How work goes through the lab now. Five statements; the largest reads what ended in ten minutes,
/// by an index that holds all of it, and the last [#EVENTS] lines of the event log, by their
/// numbers.
final class FlowViews {
  private static final Duration LATELY = Duration.ofMinutes(10);
  private static final int EVENTS = 5_000;

  /// Entries before it that run already are few.
  private static final String OLDEST_WAITING =
      """
      SELECT job.created_on
      FROM afe_host_queue_entries entry FORCE INDEX (ix_entry_unfinished)
      JOIN afe_jobs job ON job.id = entry.job_id
      WHERE entry.complete = 0 AND entry.aborted = 0 AND entry.status = 'Queued'
      ORDER BY entry.id
      LIMIT 1
      """;

  private static final String ENDED =
      """
      SELECT status, COUNT(*) AS number FROM afe_host_queue_entries
      WHERE finished_on >= :since
      GROUP BY status
      """;

  private static final String STARTS =
      """
      SELECT
        AVG(TIMESTAMPDIFF(MICROSECOND, job.created_on, event.happened_at)) AS mean,
        MAX(TIMESTAMPDIFF(MICROSECOND, job.created_on, event.happened_at)) AS longest
      FROM afe_event_log event JOIN afe_jobs job ON job.id = event.job_id
      WHERE event.id > (SELECT COALESCE(MAX(id), 0) FROM afe_event_log) - :events
        AND event.happened_at >= :since AND event.kind = 'entry'
        AND event.old_status = 'Starting' AND event.new_status = 'Running'
      """;

  private static final String ARCHIVES_FAILED =
      """
      SELECT COUNT(*)
      FROM afe_event_log event
      WHERE event.id > (SELECT COALESCE(MAX(id), 0) FROM afe_event_log) - :events
        AND event.happened_at >= :since AND event.kind = 'entry'
        AND event.old_status = 'Archiving' AND event.reason LIKE 'archiving %'
      """;

  /// A notice that is just being tried for the first time has an attempt, and no problem.
  private static final String NOTICES =
      """
      SELECT
        (SELECT COUNT(*) FROM afe_notices
          WHERE due_at IS NOT NULL AND attempts > 0 AND problem IS NOT NULL) AS late,
        (SELECT COUNT(*) FROM afe_notices
          WHERE created_at >= :day AND due_at IS NULL AND sent_at IS NULL) AS given_up
      """;

  private FlowViews() {}

  static MetricViews.Flow read(Handle handle) {
    Instant now = Database.now(handle);
    Instant since = now.minus(LATELY);
    Optional<Duration> waiting =
        handle
            .createQuery(OLDEST_WAITING)
            .map((row, _) -> Rows.time(row, "created_on"))
            .findOne()
            .flatMap(created -> created)
            .map(created -> Duration.between(created, now));
    Map<String, Long> ended = new TreeMap<>();
    handle
        .createQuery(ENDED)
        .bind("since", since)
        .map((row, _) -> ended.put(row.getString("status"), row.getLong("number")))
        .list();
    long archivesFailed =
        handle
            .createQuery(ARCHIVES_FAILED)
            .bind("events", EVENTS)
            .bind("since", since)
            .mapTo(Long.class)
            .one();
    return handle
        .createQuery(NOTICES)
        .bind("day", now.minus(Duration.ofDays(1)))
        .map(
            (row, _) ->
                new MetricViews.Flow(
                    waiting,
                    starts(handle, since),
                    ended,
                    archivesFailed,
                    row.getLong("late"),
                    row.getLong("given_up")))
        .one();
  }

  private static Optional<MetricViews.Starts> starts(Handle handle, Instant since) {
    return handle
        .createQuery(STARTS)
        .bind("events", EVENTS)
        .bind("since", since)
        .map(
            (row, _) ->
                row.getObject("mean") == null
                    ? Optional.<MetricViews.Starts>empty()
                    : Optional.of(
                        new MetricViews.Starts(
                            Duration.ofNanos(Math.round(row.getDouble("mean") * 1_000)),
                            Duration.ofNanos(row.getLong("longest") * 1_000))))
        .one();
  }
}
