package org.autotest.store.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChange.Kind;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/// Reads the dispatcher's picture of the lab, whole or in parts.
public final class LabReader {
  /// The rows that are wanted: `:ids` is a JSON array. One text whatever their number, and they are
  /// found by their keys: indexes are forced, since a server that has not counted a table anew
  /// after many rows came reads all of it instead.
  private static final String WANTED =
      " FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted ";

  /// A host with its labels and groups in one line each: it is one statement for all of it.
  private static final String HOST_COLUMNS =
      """
      SELECT STRAIGHT_JOIN host.id, host.hostname, host.status, host.locked, host.invalid,
        host.dirty, host.protection, holder.login AS reserved_for, kept.for_labels, kept.ends_at,
        kept.reason,
        (SELECT GROUP_CONCAT(tie.label_id)
          FROM afe_hosts_labels tie FORCE INDEX (uq_host_label)
          JOIN afe_labels label ON label.id = tie.label_id
          WHERE tie.host_id = host.id AND label.invalid = 0) AS labels,
        (SELECT GROUP_CONCAT(acl.name SEPARATOR '\\n')
          FROM afe_acl_groups_hosts tie FORCE INDEX (ix_acl_host)
          JOIN afe_acl_groups acl ON acl.id = tie.aclgroup_id
          WHERE tie.host_id = host.id) AS access_groups
      """;

  private static final String KEPT =
      """

      LEFT JOIN afe_reservations kept ON kept.host_id = host.id AND kept.active = 1
      LEFT JOIN afe_users holder ON holder.id = kept.user_id
      """;

  private static final String ALL_HOSTS =
      HOST_COLUMNS
          + """
          FROM afe_hosts host
          """
          + KEPT
          + """
          WHERE host.invalid = 0
            OR host.id IN (SELECT host_id FROM afe_host_queue_entries WHERE complete = 0)
            OR host.id IN (SELECT host_id FROM afe_special_tasks WHERE is_complete = 0)
          ORDER BY host.id
          """;

  private static final String HOSTS =
      HOST_COLUMNS + WANTED + "JOIN afe_hosts host ON host.id = wanted.id" + KEPT;

  private static final String JOBS =
      """
      SELECT STRAIGHT_JOIN job.id, job.owner, job.priority, job.created_on, job.synch_count,
        job.timeout, job.max_runtime_hrs, job.timeout_minutes, job.max_runtime_minutes, job.run_verify, job.reboot_before, job.reboot_after,
        job.parse_failed_repair, job.reserve_hosts, job.atomic_group_id, job.drone_set_id
      """
          + WANTED
          + "JOIN afe_jobs job ON job.id = wanted.id";

  private static final String JOB_DEPENDENCIES =
      "SELECT STRAIGHT_JOIN tie.job_id, tie.label_id"
          + WANTED
          + """
          JOIN afe_jobs_dependency_labels tie FORCE INDEX (uq_job_dependency)
            ON tie.job_id = wanted.id
          """;

  private static final String ENTRY_COLUMNS =
      """
      SELECT STRAIGHT_JOIN entry.id, entry.job_id, entry.host_id, entry.meta_host,
        entry.atomic_group_id, entry.status, entry.aborted, entry.execution_subdir,
        entry.started_on, entry.failure_problem, entry.wait_until
      """;

  private static final String ALL_ENTRIES =
      ENTRY_COLUMNS + "FROM afe_host_queue_entries entry WHERE entry.complete = 0";

  private static final String ENTRIES =
      ENTRY_COLUMNS
          + WANTED
          + "JOIN afe_host_queue_entries entry ON entry.id = wanted.id WHERE entry.complete = 0";

  private static final String ENTRIES_OF_JOBS =
      ENTRY_COLUMNS
          + WANTED
          + """
          JOIN afe_host_queue_entries entry FORCE INDEX (ix_entry_job) ON entry.job_id = wanted.id
          WHERE entry.complete = 0
          """;

  private static final String BLOCKS =
      "SELECT STRAIGHT_JOIN block.job_id, block.host_id"
          + WANTED
          + """
          JOIN afe_ineligible_host_queues block FORCE INDEX (uq_ineligible)
            ON block.job_id = wanted.id
          """;

  private static final String TASK_COLUMNS =
      """
      SELECT task.id, task.task, task.host_id, user.login, task.queue_entry_id, task.is_active,
        task.is_complete, task.success, task.time_requested
      """;

  private static final String ALL_TASKS =
      TASK_COLUMNS
          + """
          FROM afe_special_tasks task
          JOIN afe_users user ON user.id = task.requested_by_id
          WHERE task.is_complete = 0 AND %s
          UNION
          """
              .formatted(TaskSql.IS_BEGUN)
          + TASK_COLUMNS
          + """
          FROM afe_host_queue_entries entry
          JOIN afe_special_tasks task ON task.queue_entry_id = entry.id AND task.task = 'Repair'
          JOIN afe_users user ON user.id = task.requested_by_id
          WHERE entry.complete = 0
          """;

  private static final String TASKS =
      TASK_COLUMNS
          + WANTED
          + """
          JOIN afe_special_tasks task ON task.id = wanted.id
          JOIN afe_users user ON user.id = task.requested_by_id
          WHERE %s
          """
              .formatted(TaskSql.IS_BEGUN);

  private static final String EXECUTION_COLUMNS =
      """
      SELECT execution.id, execution.purpose, execution.job_id, execution.special_task_id,
        dispatcher.name AS dispatcher, execution.results_path, execution.weight, execution.status,
        execution.pid, execution.process_start_ticks, execution.boot_id,
        execution.started_at, execution.ended_at,
        execution.wait_status, execution.tests_failed, execution.failure_blame,
        execution.failure_problem, told.pid AS told_pid,
        told.process_start_ticks AS told_ticks, told.boot_id AS told_boot, told.gone AS told_gone,
        told.failure_blame AS told_blame, told.failure_problem AS told_problem
      """;

  /// Those that are open, and those of unfinished work; found by keys, since the table holds the
  /// executions of all times.
  private static final String ALL_EXECUTIONS =
      EXECUTION_COLUMNS
          + """
          FROM (
            SELECT id FROM afe_executions WHERE status IN ('starting', 'running')
            UNION
            SELECT its.id
            FROM afe_host_queue_entries entry
            JOIN afe_executions its ON its.job_id = entry.job_id
            WHERE entry.complete = 0 AND entry.status NOT IN ('Queued', 'Verifying', 'Pending', 'Waiting')
            UNION
            SELECT its.id
            FROM afe_special_tasks task
            JOIN afe_executions its ON its.special_task_id = task.id
            WHERE task.is_complete = 0) wanted
          JOIN afe_executions execution ON execution.id = wanted.id
          LEFT JOIN afe_dispatchers dispatcher ON dispatcher.id = execution.dispatcher_id
          LEFT JOIN afe_drone_orders told ON told.execution_id = execution.id
          ORDER BY execution.id
          """;

  private static final String EXECUTIONS =
      EXECUTION_COLUMNS
          + WANTED
          + """
          JOIN afe_executions execution ON execution.id = wanted.id
          LEFT JOIN afe_dispatchers dispatcher ON dispatcher.id = execution.dispatcher_id
          LEFT JOIN afe_drone_orders told ON told.execution_id = execution.id
          """;

  private final Database database;

  public LabReader(Database database) {
    this.database = database;
  }

  /// Everything, as it is at one moment.
  public LabPicture readAll() {
    return database.snapshot(
        handle -> {
          List<LabEntry> entries = handle.createQuery(ALL_ENTRIES).map(ENTRY).list();
          Set<Long> jobs = jobsOf(entries.stream());
          return new LabPicture(
              handle.createQuery(ALL_HOSTS).map(HOST).list(),
              jobs(handle, jobs),
              entries,
              handle.createQuery(ALL_TASKS).map((row, _) -> LabRows.task(row)).list(),
              handle.createQuery(ALL_EXECUTIONS).map((row, _) -> LabRows.execution(row)).list(),
              blocks(handle, jobs));
        });
  }

  /// Labels, atomic groups and users' groups, whole: they are small and change seldom.
  public LabPicture.Common readCommon() {
    return database.read(CommonRows::read);
  }

  /// The rows that changes speak of, as they are at one moment; what is gone or finished is absent.
  ///
  /// @param knowsJob jobs need not be read twice: they never change
  /// @param knowsHost hosts of entries are read when they are not known yet
  public LabPicture read(
      List<LabChange> changes, Predicate<JobId> knowsJob, Predicate<HostId> knowsHost) {
    return database.snapshot(
        handle -> {
          List<LabEntry> entries =
              new ArrayList<>(part(handle, ENTRIES_OF_JOBS, ids(changes, Kind.JOB), ENTRY));
          entries.addAll(part(handle, ENTRIES, ids(changes, Kind.ENTRY), ENTRY));
          Set<Long> hosts = new HashSet<>(ids(changes, Kind.HOST));
          entries.stream()
              .flatMap(entry -> entry.host().stream())
              .filter(host -> !knowsHost.test(host))
              .forEach(host -> hosts.add(host.value()));
          Set<Long> newJobs =
              entries.stream()
                  .map(LabEntry::job)
                  .filter(job -> !knowsJob.test(job))
                  .map(JobId::value)
                  .collect(Collectors.toSet());
          return new LabPicture(
              hosts(handle, hosts),
              jobs(handle, newJobs),
              entries,
              part(handle, TASKS, ids(changes, Kind.TASK), (row, _) -> LabRows.task(row)),
              part(
                  handle,
                  EXECUTIONS,
                  ids(changes, Kind.EXECUTION),
                  (row, _) -> LabRows.execution(row)),
              blocks(handle, jobsOf(entries.stream().filter(LabReader::takesAnyHost))));
        });
  }

  /// Only these mind which hosts their siblings have.
  private static boolean takesAnyHost(LabEntry entry) {
    return entry.metaHost().isPresent();
  }

  private static final RowMapper<LabEntry> ENTRY = (row, _) -> LabRows.entry(row);
  private static final RowMapper<LabHost> HOST = (row, _) -> LabRows.host(row);

  /// In the order of the changes: what came first is looked at, and started, first.
  private static Set<Long> ids(List<LabChange> changes, Kind kind) {
    return changes.stream()
        .filter(change -> change.kind() == kind)
        .map(LabChange::subject)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Set<Long> jobsOf(Stream<LabEntry> entries) {
    return entries.map(entry -> entry.job().value()).collect(Collectors.toSet());
  }

  private static <T> List<T> part(
      Handle handle, String sql, Collection<Long> ids, RowMapper<T> mapper) {
    return ids.isEmpty()
        ? List.of()
        : handle.createQuery(sql).bind("ids", ids.toString()).map(mapper).list();
  }

  static List<LabHost> hosts(Handle handle, Collection<Long> ids) {
    return part(handle, HOSTS, ids, HOST);
  }

  private static List<LabJob> jobs(Handle handle, Set<Long> ids) {
    Map<JobId, Set<LabelId>> dependencies = new HashMap<>();
    part(
            handle,
            JOB_DEPENDENCIES,
            ids,
            (row, _) ->
                Map.entry(new JobId(row.getLong("job_id")), new LabelId(row.getLong("label_id"))))
        .forEach(
            tie ->
                dependencies
                    .computeIfAbsent(tie.getKey(), _ -> new HashSet<>())
                    .add(tie.getValue()));
    return part(handle, JOBS, ids, (row, _) -> LabRows.job(row, dependencies));
  }

  private static Map<JobId, Set<HostId>> blocks(Handle handle, Set<Long> jobs) {
    Map<JobId, Set<HostId>> blocks = new HashMap<>();
    jobs.forEach(job -> blocks.put(new JobId(job), new HashSet<>()));
    part(
            handle,
            BLOCKS,
            jobs,
            (row, _) ->
                Map.entry(new JobId(row.getLong("job_id")), new HostId(row.getLong("host_id"))))
        .forEach(
            tie -> blocks.computeIfAbsent(tie.getKey(), _ -> new HashSet<>()).add(tie.getValue()));
    return blocks;
  }
}
