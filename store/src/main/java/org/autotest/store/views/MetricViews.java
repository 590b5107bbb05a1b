package org.autotest.store.views;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.autotest.store.Database;
import org.autotest.store.lab.LoopFigures;
import org.autotest.store.views.DroneViews.DroneLine;
import org.jdbi.v3.core.Handle;

/// Numbers for whoever watches the lab from outside; cheap whatever its age: nothing but indexes of
/// unfinished rows and of what ended just now is counted.
public final class MetricViews {
  private static final String ENTRIES =
      """
      SELECT status AS word, COUNT(*) AS number FROM afe_host_queue_entries
      WHERE complete = 0
      GROUP BY status
      """;

  private static final String HOSTS =
      """
      SELECT status AS word, COUNT(*) AS number FROM afe_hosts WHERE invalid = 0 GROUP BY status
      """;

  private static final String LOCKED =
      """
      SELECT 'locked' AS word, COUNT(*) AS number FROM afe_hosts WHERE invalid = 0 AND locked = 1
      """;

  private static final String EXECUTIONS =
      """
      SELECT purpose AS word, COUNT(*) AS number FROM afe_executions
      WHERE status IN ('starting', 'running')
      GROUP BY purpose
      """;

  private static final String DISPATCHERS =
      """
      SELECT dispatcher.name, lease.dispatcher_id IS NOT NULL AS plans,
        TIMESTAMPDIFF(MICROSECOND, dispatcher.seen_at, UTC_TIMESTAMP(3)) AS silence,
        COALESCE(dispatcher.processes_max, 0) AS processes_max, dispatcher.rounds,
        dispatcher.rounds_idle, dispatcher.changes, dispatcher.decisions,
        dispatcher.decisions_lost, dispatcher.loop_cpu_ms,
        IF(dispatcher.trouble_at > UTC_TIMESTAMP(3) - INTERVAL 60 SECOND, dispatcher.trouble, NULL)
          AS trouble
      FROM afe_dispatchers dispatcher
      LEFT JOIN afe_leases lease
        ON lease.dispatcher_id = dispatcher.id AND lease.expires_at > UTC_TIMESTAMP(3)
      ORDER BY dispatcher.name
      """;

  private static final Duration STANDSTILL_AFTER = Duration.ofMinutes(1);

  private static final String STANDSTILL =
      """
      SELECT entry.failure_problem
      FROM afe_host_queue_entries entry FORCE INDEX (ix_entry_unfinished)
      WHERE entry.complete = 0 AND entry.aborted = 0 AND entry.status IN ('Verifying', 'Starting')
        AND entry.failure_blame = 'LAB'
        AND (
          SELECT last.status = 'abandoned' AND last.started_at IS NULL
          FROM afe_executions last
          WHERE last.status <> 'starting'
          ORDER BY last.id DESC
          LIMIT 1)
        AND NOT EXISTS (
          SELECT 1 FROM afe_event_log event
          WHERE event.happened_at >= :since AND event.new_status = 'Running')
      ORDER BY entry.id
      LIMIT 1
      """;

  /// Most drones that are told.
  private static final int DRONES_MAX = 1_000;

  /// One dispatcher.
  ///
  /// @param plans whether it holds the planner's lease
  /// @param silence since it last said that it lives
  /// @param trouble what stopped its loop within the last minute; empty when nothing did
  public record Dispatcher(
      String name,
      boolean plans,
      Duration silence,
      int processesMax,
      LoopFigures loop,
      Optional<String> trouble) {}

  /// How long entries waited that were started in the last ten minutes, from the submission of the
  /// job; of the last few hundred of them where there are very many.
  public record Starts(Duration mean, Duration longest) {}

  /// How work goes through the lab.
  ///
  /// @param oldestWaiting since when the Queued entry was submitted that has waited longest; empty
  ///   when none is Queued
  /// @param starts empty when nothing was started lately
  /// @param ended entries whose life ended in the last ten minutes, by status
  /// @param archivesFailed entries of the same time whose results could not be archived
  /// @param noticesLate mail and webhooks that failed and are tried again
  /// @param noticesGivenUp those of the last day that nobody tries any more
  public record Flow(
      Optional<Duration> oldestWaiting,
      Optional<Starts> starts,
      Map<String, Long> ended,
      long archivesFailed,
      long noticesLate,
      long noticesGivenUp) {
    public Flow {
      ended = Map.copyOf(ended);
    }
  }

  /// Numbers of one moment, by the words that pages use.
  ///
  /// @param entries unfinished ones, by status
  /// @param hosts of the inventory, by status
  /// @param executions open ones, by purpose
  public record Numbers(
      Map<String, Long> entries,
      Map<String, Long> hosts,
      long hostsLocked,
      Map<String, Long> executions,
      List<Dispatcher> dispatchers,
      List<DroneLine> drones,
      Flow flow) {}

  private final Database database;

  public MetricViews(Database database) {
    this.database = database;
  }

  /// Counts.
  public Numbers numbers() {
    return database.read(
        handle ->
            new Numbers(
                count(handle, ENTRIES),
                count(handle, HOSTS),
                count(handle, LOCKED).getOrDefault("locked", 0L),
                count(handle, EXECUTIONS),
                handle
                    .createQuery(DISPATCHERS)
                    .map(
                        (row, _) ->
                            new Dispatcher(
                                row.getString("name"),
                                row.getBoolean("plans"),
                                Duration.of(row.getLong("silence"), ChronoUnit.MICROS),
                                row.getInt("processes_max"),
                                new LoopFigures(
                                    row.getLong("rounds"),
                                    row.getLong("rounds_idle"),
                                    row.getLong("changes"),
                                    row.getLong("decisions"),
                                    row.getLong("decisions_lost"),
                                    Duration.ofMillis(row.getLong("loop_cpu_ms"))),
                                Rows.text(row, "trouble")))
                    .list(),
                DroneViews.drones(handle, Optional.empty(), "", DRONES_MAX),
                FlowViews.read(handle)));
  }

  /// What keeps the lab from starting anything: an entry waits for that, the last execution that
  /// was tried could not be started, and none has been for a minute. Empty while something is.
  public Optional<String> standstill() {
    return database.read(
        handle ->
            handle
                .createQuery(STANDSTILL)
                .bind("since", Database.now(handle).minus(STANDSTILL_AFTER))
                .mapTo(String.class)
                .findOne());
  }

  private static Map<String, Long> count(Handle handle, String sql) {
    Map<String, Long> counts = new TreeMap<>();
    handle
        .createQuery(sql)
        .map((row, _) -> Map.entry(row.getString("word"), row.getLong("number")))
        .forEach(count -> counts.put(count.getKey(), count.getValue()));
    return counts;
  }
}
