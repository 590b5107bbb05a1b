package org.autotest.store.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.jdbi.v3.core.Handle;

/// Host queue entries with the names of what they refer to.
public final class EntryViews {
  private static final String COLUMNS =
      """
      SELECT e.id, e.job_id, j.name AS job_name, j.owner, h.hostname, l.name AS meta_host, e.status,
        e.aborted, u.login AS aborted_by, a.reason AS abort_reason, e.status_changed_at,
        e.started_on, e.finished_on, e.failure_blame, e.failure_problem, e.execution_subdir,
        x.results_path
      FROM afe_host_queue_entries e
      JOIN afe_jobs j ON j.id = e.job_id
      LEFT JOIN afe_hosts h ON h.id = e.host_id
      LEFT JOIN afe_labels l ON l.id = e.meta_host
      LEFT JOIN afe_aborted_host_queue_entries a ON a.queue_entry_id = e.id
      LEFT JOIN afe_users u ON u.id = a.aborted_by_id
      LEFT JOIN afe_executions x ON x.id = e.execution_id
      """;

  private static final String OF_JOB =
      COLUMNS
          + """
      WHERE e.job_id = :job AND e.id > :after
      ORDER BY e.id
      LIMIT :limit
      """;

  private static final String ENDED_BADLY =
      COLUMNS
          + """
      WHERE e.job_id = :job AND e.status IN ('Failed', 'Aborted', 'Stopped')
      ORDER BY e.id
      LIMIT :limit
      """;

  private static final String ACTIVE =
      COLUMNS
          + """
      WHERE e.complete = 0 AND e.status <> 'Queued'
      ORDER BY e.id DESC
      LIMIT :limit
      """;

  private static final String FAILED =
      COLUMNS
          + """
      WHERE e.status = 'Failed'
      ORDER BY e.id DESC
      LIMIT :limit
      """;

  private final Database database;

  public EntryViews(Database database) {
    this.database = database;
  }

  /// Entries of one job in the order of their numbers.
  ///
  /// @param after only entries with larger numbers; empty for the first page
  public List<EntryView> ofJob(JobId job, OptionalLong after, int limit) {
    return database.read(
        handle ->
            counted(
                handle,
                handle
                    .createQuery(OF_JOB)
                    .bind("job", job.value())
                    .bind("after", after.orElse(0))
                    .bind("limit", limit)
                    .map((row, _) -> read(row))
                    .list()));
  }

  /// Entries of one job that failed outside their tests, were aborted or stopped, in the order of
  /// their numbers.
  public List<EntryView> endedBadly(JobId job, int limit) {
    return database.read(
        handle ->
            counted(
                handle,
                handle
                    .createQuery(ENDED_BADLY)
                    .bind("job", job.value())
                    .bind("limit", limit)
                    .map((row, _) -> read(row))
                    .list()));
  }

  /// Entries that have begun and not ended, newest first.
  public List<EntryView> active(int limit) {
    return some(ACTIVE, limit);
  }

  /// Entries that failed outside their tests, newest first.
  public List<EntryView> failed(int limit) {
    return some(FAILED, limit);
  }

  private List<EntryView> some(String sql, int limit) {
    return database.read(
        handle ->
            counted(
                handle,
                handle.createQuery(sql).bind("limit", limit).map((row, _) -> read(row)).list()));
  }

  private static List<EntryView> counted(Handle handle, List<EntryView> entries) {
    List<String> tags =
        entries.stream().flatMap(entry -> entry.resultsPath().stream()).distinct().toList();
    Map<String, TestCounts> counts = TestCounting.ofExecutions(handle, tags);
    return entries.stream().map(entry -> counted(entry, counts)).toList();
  }

  /// The entry with the tests of its execution.
  ///
  /// @param counts by results path
  static EntryView counted(EntryView entry, Map<String, TestCounts> counts) {
    return entry.with(
        entry
            .resultsPath()
            .map(path -> counts.getOrDefault(path, TestCounts.NONE))
            .orElse(TestCounts.NONE));
  }

  static EntryView read(ResultSet row) throws SQLException {
    Optional<String> subdir = Rows.text(row, "execution_subdir");
    Optional<String> path = Rows.text(row, "results_path");
    if (path.isEmpty() && subdir.isPresent()) {
      path =
          Optional.of(
              "%d-%s/%s".formatted(row.getLong("job_id"), row.getString("owner"), subdir.get()));
    }
    return new EntryView(
        new EntryId(row.getLong("id")),
        new JobId(row.getLong("job_id")),
        row.getString("job_name"),
        Rows.text(row, "hostname"),
        Rows.text(row, "meta_host"),
        Rows.entryStatus(row, "status"),
        row.getBoolean("aborted"),
        Rows.text(row, "aborted_by"),
        Rows.text(row, "abort_reason"),
        Rows.time(row, "status_changed_at"),
        Rows.time(row, "started_on"),
        Rows.time(row, "finished_on"),
        failure(row),
        path,
        TestCounts.NONE);
  }

  /// A problem that nobody is blamed for is the lab's.
  static Optional<EntryView.Failure> failure(ResultSet row) throws SQLException {
    Optional<Blame> blame = Rows.blame(row, "failure_blame");
    Optional<String> problem = Rows.text(row, "failure_problem");
    return blame.isEmpty() && problem.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new EntryView.Failure(
                blame.orElse(Blame.LAB), problem.orElse("no further word was recorded")));
  }
}
