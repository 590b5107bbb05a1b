package org.autotest.store.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.host.HostId;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.sign.Sign;
import org.autotest.store.Database;
import org.jdbi.v3.core.Handle;

/// What ran on a host: entries and special tasks, interleaved by time.
public final class HostHistory {
  private static final String ENTRIES =
      """
      SELECT e.id, e.job_id, j.name AS job_name, j.owner, j.created_on, h.hostname,
        l.name AS meta_host, e.status, e.aborted, u.login AS aborted_by,
        a.reason AS abort_reason, e.status_changed_at, e.started_on, e.finished_on,
        e.failure_blame, e.failure_problem, e.execution_subdir, x.results_path
      FROM afe_host_queue_entries e
      JOIN afe_jobs j ON j.id = e.job_id
      JOIN afe_hosts h ON h.id = e.host_id
      LEFT JOIN afe_labels l ON l.id = e.meta_host
      LEFT JOIN afe_aborted_host_queue_entries a ON a.queue_entry_id = e.id
      LEFT JOIN afe_users u ON u.id = a.aborted_by_id
      LEFT JOIN afe_executions x ON x.id = e.execution_id
      WHERE e.host_id = :host AND e.id < :before
      ORDER BY e.id DESC
      LIMIT :limit
      """;

  private static final String TASKS =
      """
      SELECT s.id, s.task, u.login, s.time_requested, s.time_started, s.time_finished, s.is_active,
        s.is_complete, s.success, s.failure_blame, s.failure_problem, e.job_id, x.results_path
      FROM afe_special_tasks s
      JOIN afe_users u ON u.id = s.requested_by_id
      LEFT JOIN afe_host_queue_entries e ON e.id = s.queue_entry_id
      LEFT JOIN afe_executions x ON x.id = s.execution_id
      WHERE s.host_id = :host AND s.id < :before
      ORDER BY s.id DESC
      LIMIT :limit
      """;

  private static final long NUMBER_MAX = 999_999_999_999_999_999L;

  private final Database database;

  public HostHistory(Database database) {
    this.database = database;
  }

  /// Where a page of the history ends.
  ///
  /// @param entriesBefore only entries with smaller numbers follow
  /// @param tasksBefore only tasks with smaller numbers follow
  public record Place(long entriesBefore, long tasksBefore) {
    public static final Place START = new Place(Long.MAX_VALUE, Long.MAX_VALUE);

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    /// As it stands in an address: `17-93`.
    public String written() {
      return Math.min(entriesBefore, NUMBER_MAX) + "-" + Math.min(tasksBefore, NUMBER_MAX);
    }

    /// Empty for a text that [#written] did not write.
    public static Optional<Place> parse(String text) {
      Matcher matcher = WRITTEN.matcher(text);
      return matcher.matches()
          ? Optional.of(
              new Place(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
          : Optional.empty();
    }
  }

  /// A page, newest first.
  ///
  /// @param next where the following one begins; empty after the last
  public record Page(List<HostEvent> events, Optional<Place> next) {}

  /// What ran on the host.
  ///
  /// @param withTasks whether special tasks are among them
  public Page page(HostId host, Hostname hostname, boolean withTasks, Place place, int limit) {
    return database.read(
        handle -> {
          List<HostEvent> events =
              new ArrayList<>(entries(handle, host, place.entriesBefore, limit + 1));
          if (withTasks) {
            events.addAll(tasks(handle, host, hostname, place.tasksBefore, limit + 1));
          }
          events.sort(
              Comparator.comparing(HostEvent::at)
                  .thenComparing(HostEvent::isTask)
                  .thenComparingLong(HostEvent::id)
                  .reversed());
          return cut(events, place, limit);
        });
  }

  private static Page cut(List<HostEvent> events, Place place, int limit) {
    if (events.size() <= limit) {
      return new Page(List.copyOf(events), Optional.empty());
    }
    List<HostEvent> page = List.copyOf(events.subList(0, limit));
    long entriesBefore = place.entriesBefore;
    long tasksBefore = place.tasksBefore;
    for (HostEvent event : page) {
      if (event.isTask()) {
        tasksBefore = Math.min(tasksBefore, event.id());
      } else {
        entriesBefore = Math.min(entriesBefore, event.id());
      }
    }
    return new Page(page, Optional.of(new Place(entriesBefore, tasksBefore)));
  }

  private static List<HostEvent> entries(Handle handle, HostId host, long before, int limit) {
    record Found(EntryView entry, String owner, Instant created) {}
    List<Found> found =
        handle
            .createQuery(ENTRIES)
            .bind("host", host.value())
            .bind("before", before)
            .bind("limit", limit)
            .map(
                (row, _) ->
                    new Found(
                        EntryViews.read(row),
                        row.getString("owner"),
                        Rows.time(row, "created_on").orElse(Instant.EPOCH)))
            .list();
    Map<String, TestCounts> counts =
        TestCounting.ofExecutions(
            handle,
            found.stream().flatMap(one -> one.entry.resultsPath().stream()).distinct().toList());
    return found.stream()
        .map(
            one -> {
              EntryView entry = EntryViews.counted(one.entry, counts);
              return new HostEvent(
                  "Job",
                  entry.id().value(),
                  Optional.of(entry.job()),
                  entry.jobName(),
                  one.owner,
                  entry.statusInWords(),
                  entry.sign(),
                  entry.startedAt().orElse(one.created),
                  entry.startedAt(),
                  entry.finishedAt(),
                  entry.failure(),
                  entry.resultsPath());
            })
        .toList();
  }

  private static List<HostEvent> tasks(
      Handle handle, HostId host, Hostname hostname, long before, int limit) {
    return handle
        .createQuery(TASKS)
        .bind("host", host.value())
        .bind("before", before)
        .bind("limit", limit)
        .map((row, _) -> task(row, hostname))
        .list();
  }

  private static HostEvent task(ResultSet row, Hostname hostname) throws SQLException {
    SpecialTask.Status status =
        SpecialTask.Status.of(
            row.getBoolean("is_active"), row.getBoolean("is_complete"), row.getBoolean("success"));
    long id = row.getLong("id");
    String word = row.getString("task");
    Optional<Instant> started = Rows.time(row, "time_started");
    Optional<String> path =
        Rows.text(row, "results_path")
            .or(
                () ->
                    started
                        .flatMap(_ -> TaskType.ofWord(word))
                        .map(type -> ExecutionPath.ofTask(hostname, new TaskId(id), type).value()));
    return new HostEvent(
        word,
        id,
        Rows.job(row, "job_id"),
        "",
        row.getString("login"),
        status.word(),
        Sign.ofTask(status),
        started.orElse(Rows.time(row, "time_requested").orElse(Instant.EPOCH)),
        started,
        Rows.time(row, "time_finished"),
        EntryViews.failure(row),
        path);
  }
}
