package org.autotest.store.lab;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.JobId;
import org.autotest.core.schedule.LabelFacts;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChange.Kind;
import org.jdbi.v3.core.Handle;

/// Reads the dispatcher's picture of the lab, whole or in parts.
///
/// Every statement serves both: with `:all` it reads the table, without it the rows of `<ids>`.
public final class LabReader {
  private static final String HOSTS =
      """
      SELECT id, hostname, status, locked, invalid, dirty, protection
      FROM afe_hosts
      WHERE (:all AND (invalid = 0
          OR id IN (SELECT host_id FROM afe_host_queue_entries WHERE complete = 0)
          OR id IN (SELECT host_id FROM afe_special_tasks WHERE is_complete = 0)))
        OR id IN (<ids>)
      ORDER BY id
      """;

  private static final String HOST_LABELS =
      """
      SELECT tie.host_id, tie.label_id
      FROM afe_hosts_labels tie
      JOIN afe_labels label ON label.id = tie.label_id
      WHERE label.invalid = 0 AND (:all OR tie.host_id IN (<ids>))
      """;

  private static final String HOST_GROUPS =
      """
      SELECT tie.host_id, acl.name
      FROM afe_acl_groups_hosts tie
      JOIN afe_acl_groups acl ON acl.id = tie.aclgroup_id
      WHERE :all OR tie.host_id IN (<ids>)
      """;

  private static final String JOBS =
      """
      SELECT id, owner, priority, created_on, synch_count, timeout, max_runtime_hrs, run_verify,
        reboot_before, reboot_after, parse_failed_repair
      FROM afe_jobs
      WHERE id IN (<ids>)
      """;

  private static final String JOB_DEPENDENCIES =
      """
      SELECT job_id, label_id FROM afe_jobs_dependency_labels WHERE job_id IN (<ids>)
      """;

  private static final String ENTRIES =
      """
      SELECT id, job_id, host_id, meta_host, atomic_group_id, status, aborted, execution_subdir,
        started_on, failure_problem
      FROM afe_host_queue_entries
      WHERE complete = 0 AND (:all OR id IN (<ids>) OR job_id IN (<jobs>))
      ORDER BY id
      """;

  private static final String BLOCKS =
      """
      SELECT job_id, host_id FROM afe_ineligible_host_queues WHERE job_id IN (<ids>)
      """;

  private static final String TASKS =
      """
      SELECT task.id, task.task, task.host_id, user.login, task.queue_entry_id, task.is_active,
        task.is_complete, task.success, task.time_requested
      FROM afe_special_tasks task
      JOIN afe_users user ON user.id = task.requested_by_id
      LEFT JOIN afe_host_queue_entries entry ON entry.id = task.queue_entry_id
      WHERE (:all AND (task.is_complete = 0 OR (task.task = 'Repair' AND entry.complete = 0)))
        OR task.id IN (<ids>)
      ORDER BY task.id
      """;

  private static final String EXECUTIONS =
      """
      SELECT execution.id, execution.purpose, execution.job_id, execution.special_task_id,
        dispatcher.name AS dispatcher, execution.results_path, execution.weight, execution.status,
        execution.pid, execution.process_start_ticks, execution.boot_id, execution.ended_at,
        execution.wait_status, execution.tests_failed, execution.failure_blame,
        execution.failure_problem
      FROM afe_executions execution
      LEFT JOIN afe_dispatchers dispatcher ON dispatcher.id = execution.dispatcher_id
      WHERE (:all AND (execution.status IN ('starting', 'running')
          OR execution.job_id IN (SELECT job_id FROM afe_host_queue_entries
            WHERE complete = 0 AND status NOT IN ('Queued', 'Verifying', 'Pending'))
          OR execution.special_task_id IN
            (SELECT id FROM afe_special_tasks WHERE is_complete = 0)))
        OR execution.id IN (<ids>)
      ORDER BY execution.id
      """;

  private static final String LABELS =
      """
      SELECT id, name, only_if_needed, atomic_group_id FROM afe_labels WHERE invalid = 0
      """;

  private static final String USER_GROUPS =
      """
      SELECT user.login, acl.name
      FROM afe_acl_groups_users tie
      JOIN afe_users user ON user.id = tie.user_id
      JOIN afe_acl_groups acl ON acl.id = tie.aclgroup_id
      """;

  /// Most ids in one statement.
  private static final int IDS_MAX = 1_000;

  private static final List<Long> NONE = List.of(0L);

  private final Database database;

  public LabReader(Database database) {
    this.database = database;
  }

  /// Everything, as it is at one moment.
  public LabPicture readAll() {
    return database.snapshot(
        handle -> {
          List<LabEntry> entries = entries(handle, true, NONE, NONE);
          Set<Long> jobs = jobsOf(entries);
          return new LabPicture(
              hosts(handle, true, NONE),
              inParts(jobs, ids -> jobs(handle, ids).stream()).toList(),
              entries,
              tasks(handle, true, NONE),
              executions(handle, true, NONE),
              blocks(handle, jobs));
        });
  }

  /// Labels and users' groups, whole: they are small and change seldom.
  public LabPicture.Common readCommon() {
    return database.read(
        handle ->
            new LabPicture.Common(
                labels(handle),
                handle
                    .createQuery(USER_GROUPS)
                    .map((row, _) -> Map.entry(row.getString("login"), row.getString("name")))
                    .list()
                    .stream()
                    .collect(
                        Collectors.groupingBy(
                            Map.Entry::getKey,
                            Collectors.mapping(Map.Entry::getValue, Collectors.toSet())))));
  }

  static Map<LabelId, LabelFacts> labels(Handle handle) {
    return handle
        .createQuery(LABELS)
        .map(
            (row, _) ->
                new LabelFacts(
                    new LabelId(row.getLong("id")),
                    row.getString("name"),
                    row.getBoolean("only_if_needed"),
                    Optional.ofNullable(row.getObject("atomic_group_id", Long.class))))
        .list()
        .stream()
        .collect(Collectors.toUnmodifiableMap(LabelFacts::id, label -> label));
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
              Stream.concat(
                      inParts(
                          ids(changes, Kind.JOB),
                          ids -> entries(handle, false, NONE, ids).stream()),
                      inParts(
                          ids(changes, Kind.ENTRY),
                          ids -> entries(handle, false, ids, NONE).stream()))
                  .toList();
          Set<Long> hosts = new HashSet<>(ids(changes, Kind.HOST));
          entries.stream()
              .flatMap(entry -> entry.host().stream())
              .filter(host -> !knowsHost.test(host))
              .forEach(host -> hosts.add(host.value()));
          Set<Long> jobs = jobsOf(entries);
          Set<Long> newJobs =
              jobs.stream()
                  .filter(job -> !knowsJob.test(new JobId(job)))
                  .collect(Collectors.toSet());
          return new LabPicture(
              inParts(hosts, ids -> hosts(handle, false, ids).stream()).toList(),
              inParts(newJobs, ids -> jobs(handle, ids).stream()).toList(),
              entries,
              inParts(ids(changes, Kind.TASK), ids -> tasks(handle, false, ids).stream()).toList(),
              inParts(ids(changes, Kind.EXECUTION), ids -> executions(handle, false, ids).stream())
                  .toList(),
              blocks(handle, jobs));
        });
  }

  private static Set<Long> ids(List<LabChange> changes, Kind kind) {
    return changes.stream()
        .filter(change -> change.kind() == kind)
        .map(LabChange::subject)
        .collect(Collectors.toSet());
  }

  private static Set<Long> jobsOf(List<LabEntry> entries) {
    return entries.stream().map(entry -> entry.job().value()).collect(Collectors.toSet());
  }

  private interface Part<T> {
    Stream<T> read(List<Long> ids);
  }

  private static <T> Stream<T> inParts(Collection<Long> ids, Part<T> part) {
    List<Long> all = List.copyOf(ids);
    return Stream.iterate(0, at -> at < all.size(), at -> at + IDS_MAX)
        .flatMap(at -> part.read(all.subList(at, Math.min(all.size(), at + IDS_MAX))));
  }

  static List<LabHost> hosts(Handle handle, boolean all, List<Long> ids) {
    Map<Long, Set<LabelId>> labels = new HashMap<>();
    handle
        .createQuery(HOST_LABELS)
        .bind("all", all)
        .bindList("ids", ids)
        .map((row, _) -> Map.entry(row.getLong("host_id"), new LabelId(row.getLong("label_id"))))
        .forEach(
            tie -> labels.computeIfAbsent(tie.getKey(), _ -> new HashSet<>()).add(tie.getValue()));
    Map<Long, Set<String>> groups = new HashMap<>();
    handle
        .createQuery(HOST_GROUPS)
        .bind("all", all)
        .bindList("ids", ids)
        .map((row, _) -> Map.entry(row.getLong("host_id"), row.getString("name")))
        .forEach(
            tie -> groups.computeIfAbsent(tie.getKey(), _ -> new HashSet<>()).add(tie.getValue()));
    return handle
        .createQuery(HOSTS)
        .bind("all", all)
        .bindList("ids", ids)
        .map(
            (row, _) ->
                LabRows.host(
                    row,
                    labels.getOrDefault(row.getLong("id"), Set.of()),
                    groups.getOrDefault(row.getLong("id"), Set.of())))
        .list();
  }

  private static List<LabJob> jobs(Handle handle, List<Long> ids) {
    Map<JobId, Set<LabelId>> dependencies = new HashMap<>();
    handle
        .createQuery(JOB_DEPENDENCIES)
        .bindList("ids", ids)
        .map(
            (row, _) ->
                Map.entry(new JobId(row.getLong("job_id")), new LabelId(row.getLong("label_id"))))
        .forEach(
            tie ->
                dependencies
                    .computeIfAbsent(tie.getKey(), _ -> new HashSet<>())
                    .add(tie.getValue()));
    return handle
        .createQuery(JOBS)
        .bindList("ids", ids)
        .map((row, _) -> LabRows.job(row, dependencies))
        .list();
  }

  private static List<LabEntry> entries(
      Handle handle, boolean all, List<Long> ids, List<Long> jobs) {
    return handle
        .createQuery(ENTRIES)
        .bind("all", all)
        .bindList("ids", ids)
        .bindList("jobs", jobs)
        .map((row, _) -> LabRows.entry(row))
        .list();
  }

  private static List<org.autotest.core.job.SpecialTask> tasks(
      Handle handle, boolean all, List<Long> ids) {
    return handle
        .createQuery(TASKS)
        .bind("all", all)
        .bindList("ids", ids)
        .map((row, _) -> LabRows.task(row))
        .list();
  }

  private static List<LabExecution> executions(Handle handle, boolean all, List<Long> ids) {
    return handle
        .createQuery(EXECUTIONS)
        .bind("all", all)
        .bindList("ids", ids)
        .map((row, _) -> LabRows.execution(row))
        .list();
  }

  private static Map<JobId, Set<HostId>> blocks(Handle handle, Set<Long> jobs) {
    Map<JobId, Set<HostId>> blocks = new HashMap<>();
    jobs.forEach(job -> blocks.put(new JobId(job), new HashSet<>()));
    inParts(
            jobs,
            ids ->
                handle
                    .createQuery(BLOCKS)
                    .bindList("ids", ids)
                    .map(
                        (row, _) ->
                            Map.entry(
                                new JobId(row.getLong("job_id")),
                                new HostId(row.getLong("host_id"))))
                    .list()
                    .stream())
        .forEach(
            tie -> blocks.computeIfAbsent(tie.getKey(), _ -> new HashSet<>()).add(tie.getValue()));
    return blocks;
  }
}
