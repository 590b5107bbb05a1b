package org.autotest.store.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.Job;
import org.autotest.core.job.JobId;
import org.autotest.core.job.JobOptions;
import org.autotest.core.job.Priority;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.store.Database;
import org.autotest.store.SqlTime;
import org.jdbi.v3.core.Handle;

/// Jobs, as lists and one by one.
public final class JobViews {
  private static final String JOBS =
      """
      SELECT j.id, j.name, j.owner, j.priority, j.control_type, j.created_on
      FROM afe_jobs j
      WHERE
      """;

  /// What every list may be asked for besides its state.
  private static final String FILTERS =
      """
        AND (:owner IS NULL OR j.owner = :owner)
        AND (:name IS NULL OR j.name LIKE :name)
        AND (:host IS NULL OR EXISTS (
          SELECT 1 FROM afe_host_queue_entries e JOIN afe_hosts h ON h.id = e.host_id
          WHERE e.job_id = j.id AND h.hostname = :host))
      ORDER BY j.id DESC
      LIMIT :limit
      """;

  private static final String LIST =
      JOBS
          + """
      j.id < :before
      """
          + FILTERS;

  private static final String LIST_QUEUED =
      JOBS
          + """
      j.id IN (SELECT e.job_id FROM afe_host_queue_entries e WHERE e.complete = 0)
        AND NOT EXISTS (
          SELECT 1 FROM afe_host_queue_entries e WHERE e.job_id = j.id AND e.status <> 'Queued')
        AND j.id < :before
      """
          + FILTERS;

  private static final String LIST_RUNNING =
      JOBS
          + """
      j.id IN (SELECT e.job_id FROM afe_host_queue_entries e WHERE e.complete = 0)
        AND EXISTS (
          SELECT 1 FROM afe_host_queue_entries e WHERE e.job_id = j.id AND e.status <> 'Queued')
        AND j.id < :before
      """
          + FILTERS;

  private static final String LIST_FINISHED =
      JOBS
          + """
      NOT EXISTS (
          SELECT 1 FROM afe_host_queue_entries e WHERE e.job_id = j.id AND e.complete = 0)
        AND j.is_template = 0
        AND j.id < :before
      """
          + FILTERS;

  private static final String LIST_TEMPLATES =
      JOBS
          + """
      j.is_template = 1
        AND j.id < :before
      """
          + FILTERS;

  private static final String ENTRY_COUNTS =
      """
      SELECT job_id, status, aborted, failure_blame IS NOT NULL AS blamed, COUNT(*) AS entries
      FROM afe_host_queue_entries
      WHERE job_id IN (<ids>)
      GROUP BY job_id, status, aborted, blamed
      """;

  private static final String DETAIL =
      """
      SELECT id, name, owner, priority, control_type, created_on, control_file, synch_count,
        timeout, max_runtime_hrs, timeout_minutes, max_runtime_minutes, run_verify, email_list, reboot_before, reboot_after,
        parse_failed_repair, reserve_hosts, source_job_id, recurring_run_id, (
          SELECT g.name FROM afe_atomic_groups g WHERE g.id = j.atomic_group_id) AS atomic_group, (
          SELECT s.name FROM afe_drone_sets s WHERE s.id = j.drone_set_id) AS drone_set
      FROM afe_jobs j
      WHERE id = :job
      """;

  private static final String DEPENDENCIES =
      """
      SELECT l.name
      FROM afe_jobs_dependency_labels d JOIN afe_labels l ON l.id = d.label_id
      WHERE d.job_id = :job
      ORDER BY l.name
      """;

  private static final String KEYVALS =
      """
      SELECT `key`, value FROM afe_job_keyvals WHERE job_id = :job ORDER BY `key`
      """;

  private static final Pattern BETWEEN_ADDRESSES = Pattern.compile("[\\s,;:]+");

  private final Database database;

  public JobViews(Database database) {
    this.database = database;
  }

  /// Jobs with larger numbers first.
  ///
  /// @param before only jobs with smaller numbers; empty for the first page
  /// @param limit most jobs returned, at least 1
  public List<JobSummary> list(JobFilter filter, OptionalLong before, int limit) {
    String sql =
        filter
            .state()
            .map(
                state ->
                    switch (state) {
                      case QUEUED -> LIST_QUEUED;
                      case RUNNING -> LIST_RUNNING;
                      case FINISHED -> LIST_FINISHED;
                      case TEMPLATE -> LIST_TEMPLATES;
                    })
            .orElse(LIST);
    return database.read(
        handle -> {
          List<Head> heads =
              handle
                  .createQuery(sql)
                  .bind("before", before.orElse(Long.MAX_VALUE))
                  .bind("owner", filter.owner().orElse(null))
                  .bind("name", filter.name().map(Rows::containing).orElse(null))
                  .bind("host", filter.host().orElse(null))
                  .bind("limit", limit)
                  .map((row, _) -> Head.read(row))
                  .list();
          return summaries(handle, heads);
        });
  }

  /// Empty when there is no such job.
  public Optional<JobDetail> find(JobId id) {
    return database.read(
        handle -> {
          Optional<Detail> found =
              handle
                  .createQuery(DETAIL)
                  .bind("job", id.value())
                  .map((row, _) -> Detail.read(row))
                  .findOne();
          return found.map(
              detail -> {
                JobSummary summary = summaries(handle, List.of(detail.head)).getFirst();
                return new JobDetail(
                    summary,
                    detail.job(dependencies(handle, id), keyvals(handle, id)),
                    detail.atomicGroup,
                    detail.droneSet,
                    detail.origin,
                    JobArchive.read(handle, id));
              });
        });
  }

  private static List<JobSummary> summaries(Handle handle, List<Head> heads) {
    if (heads.isEmpty()) {
      return List.of();
    }
    List<Long> ids = heads.stream().map(Head::id).toList();
    Map<Long, EntryCounts.Adder> entries = new LinkedHashMap<>();
    handle
        .createQuery(ENTRY_COUNTS)
        .bindList("ids", ids)
        .map(
            (row, _) -> {
              entries
                  .computeIfAbsent(row.getLong("job_id"), _ -> new EntryCounts.Adder())
                  .add(
                      Rows.entryStatus(row, "status"),
                      row.getBoolean("aborted"),
                      row.getBoolean("blamed"),
                      row.getInt("entries"));
              return true;
            })
        .list();
    Map<Long, TestCounts> tests = TestCounting.ofJobs(handle, ids);
    return heads.stream()
        .map(
            head ->
                head.summary(
                    entries.getOrDefault(head.id, new EntryCounts.Adder()).sum(),
                    tests.getOrDefault(head.id, TestCounts.NONE)))
        .toList();
  }

  private static Set<String> dependencies(Handle handle, JobId id) {
    return new LinkedHashSet<>(
        handle.createQuery(DEPENDENCIES).bind("job", id.value()).mapTo(String.class).list());
  }

  private static Map<String, String> keyvals(Handle handle, JobId id) {
    Map<String, String> keyvals = new LinkedHashMap<>();
    handle
        .createQuery(KEYVALS)
        .bind("job", id.value())
        .map((row, _) -> keyvals.put(row.getString("key"), row.getString("value")))
        .list();
    return keyvals;
  }

  private record Head(
      long id, String name, String owner, Priority priority, ControlType type, Instant createdAt) {
    static Head read(ResultSet row) throws SQLException {
      return new Head(
          row.getLong("id"),
          row.getString("name"),
          row.getString("owner"),
          Priority.ofNumber(row.getInt("priority")),
          ControlType.ofNumber(row.getInt("control_type")),
          Rows.time(row, "created_on").orElse(Instant.EPOCH));
    }

    JobSummary summary(EntryCounts entries, TestCounts tests) {
      return new JobSummary(new JobId(id), name, owner, priority, type, createdAt, entries, tests);
    }
  }

  private record Detail(
      Head head,
      String controlFile,
      JobOptions options,
      List<String> emails,
      Optional<String> atomicGroup,
      Optional<String> droneSet,
      JobDetail.Origin origin) {
    static Detail read(ResultSet row) throws SQLException {
      Head head = Head.read(row);
      List<String> emails = new ArrayList<>();
      for (String address : BETWEEN_ADDRESSES.split(row.getString("email_list"), -1)) {
        if (!address.isEmpty()) {
          emails.add(address);
        }
      }
      JobOptions options =
          new JobOptions(
              head.priority,
              Math.max(1, row.getInt("synch_count")),
              SqlTime.limit(row, "timeout", "timeout_minutes"),
              SqlTime.limit(row, "max_runtime_hrs", "max_runtime_minutes"),
              row.getBoolean("run_verify"),
              RebootBefore.ofNumber(row.getInt("reboot_before")),
              RebootAfter.ofNumber(row.getInt("reboot_after")),
              row.getBoolean("parse_failed_repair"),
              row.getBoolean("reserve_hosts"));
      return new Detail(
          head,
          Rows.text(row, "control_file").orElse(""),
          options,
          emails,
          Rows.text(row, "atomic_group"),
          Rows.text(row, "drone_set"),
          new JobDetail.Origin(
              Rows.job(row, "source_job_id"), Rows.number(row, "recurring_run_id")));
    }

    Job job(Set<String> dependencies, Map<String, String> keyvals) {
      return new Job(
          new JobId(head.id),
          head.owner,
          head.name,
          head.createdAt,
          new Job.ControlFileText(head.type, controlFile),
          options,
          dependencies,
          keyvals,
          emails);
    }
  }
}
