package org.autotest.store.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskType;
import org.autotest.core.schedule.Candidate;
import org.autotest.core.schedule.Demand;
import org.autotest.core.schedule.Eligibility;
import org.autotest.core.schedule.Explainer;
import org.autotest.core.schedule.Explanation;
import org.autotest.core.schedule.Waiter;
import org.autotest.store.Database;
import org.jdbi.v3.core.Handle;

/// Says why an entry waits, from the database alone: front ends need not ask the dispatcher.
public final class Explanations {
  /// Most hosts of a label that are looked at.
  private static final int HOSTS_MAX = 1_000;

  private static final String ENTRY =
      """
      SELECT entry.id, entry.job_id, entry.host_id, entry.meta_host, entry.atomic_group_id,
        entry.status, entry.aborted, entry.execution_subdir, entry.started_on,
        entry.failure_problem, entry.wait_until, job.owner, job.synch_count
      FROM afe_host_queue_entries entry
      JOIN afe_jobs job ON job.id = entry.job_id
      WHERE entry.id = :id
      """;

  private static final String OWNER_GROUPS =
      """
      SELECT acl.name
      FROM afe_acl_groups_users tie
      JOIN afe_users user ON user.id = tie.user_id
      JOIN afe_acl_groups acl ON acl.id = tie.aclgroup_id
      WHERE user.login = :login
      """;

  private static final String DEPENDENCIES =
      """
      SELECT label_id FROM afe_jobs_dependency_labels WHERE job_id = :job
      """;

  private static final String HELD =
      """
      SELECT COUNT(*) FROM afe_host_queue_entries
      WHERE job_id = :job AND id <> :id AND status IN ('Verifying', 'Pending', 'Waiting')
      """;

  private static final String HOLDERS =
      """
      SELECT host_id, id, job_id FROM afe_host_queue_entries
      WHERE active = 1 AND host_id IN (<ids>) AND id <> :id
      """;

  private static final String OPEN_TASKS =
      """
      SELECT host_id, task FROM afe_special_tasks WHERE is_complete = 0 AND host_id IN (<ids>)
      """;

  private static final String BLOCKED =
      """
      SELECT host_id FROM afe_ineligible_host_queues WHERE job_id = :job
      """;

  private static final String KEPT =
      """
      SELECT kept.host_id, kept.job_id
      FROM afe_kept_hosts kept
      WHERE kept.host_id IN (<ids>) AND kept.job_id <> :job
      """;

  private static final String KEPT_FOR =
      """
      SELECT COUNT(*) FROM afe_kept_hosts WHERE job_id = :job
      """;

  private static final String PLANNERS =
      """
      SELECT COUNT(*) FROM afe_leases
      WHERE name = 'planner' AND dispatcher_id IS NOT NULL AND expires_at > UTC_TIMESTAMP(3)
      """;

  private record Asked(LabEntry entry, String owner, int synchCount) {}

  private final Database database;

  public Explanations(Database database) {
    this.database = database;
  }

  /// Explains one entry as it stands at this moment; without holds when it does not wait. Empty
  /// when there is no such entry.
  public Optional<Explanation> explain(EntryId id) {
    return database.snapshot(handle -> asked(handle, id).map(asked -> explain(handle, asked)));
  }

  private static Optional<Asked> asked(Handle handle, EntryId id) {
    return handle
        .createQuery(ENTRY)
        .bind("id", id.value())
        .map(
            (row, _) ->
                new Asked(LabRows.entry(row), row.getString("owner"), row.getInt("synch_count")))
        .findOne();
  }

  private static Explanation explain(Handle handle, Asked asked) {
    LabEntry entry = asked.entry();
    Explainer explainer =
        new Explainer(
            new Eligibility(CommonRows.labels(handle)),
            ProcessRoom.missing(handle, entry.id()),
            handle.createQuery(PLANNERS).mapTo(Integer.class).one() > 0);
    int held =
        handle
            .createQuery(HELD)
            .bind("job", entry.job().value())
            .bind("id", entry.id().value())
            .mapTo(Integer.class)
            .one();
    Waiter waiter =
        new Waiter(
            entry.id(),
            entry.status(),
            demand(handle, asked),
            asked.synchCount(),
            held,
            handle
                .createQuery(KEPT_FOR)
                .bind("job", entry.job().value())
                .mapTo(Integer.class)
                .one(),
            entry.problem(),
            entry.waitUntil());
    List<Candidate> candidates =
        entry.status() == EntryStatus.QUEUED ? candidates(handle, entry) : List.of();
    return explainer.explain(waiter, candidates);
  }

  private static Demand demand(Handle handle, Asked asked) {
    List<String> groups =
        handle.createQuery(OWNER_GROUPS).bind("login", asked.owner()).mapTo(String.class).list();
    Set<LabelId> dependencies =
        handle
            .createQuery(DEPENDENCIES)
            .bind("job", asked.entry().job().value())
            .mapTo(Long.class)
            .list()
            .stream()
            .map(LabelId::new)
            .collect(Collectors.toSet());
    Optional<LabelId> anyOf =
        asked.entry().host().isPresent() ? Optional.empty() : asked.entry().metaHost();
    return new Demand(
        asked.owner(), Set.copyOf(groups), anyOf, dependencies, asked.entry().atomicGroup());
  }

  private static List<Candidate> candidates(Handle handle, LabEntry entry) {
    List<Long> ids =
        entry
            .host()
            .map(host -> List.of(host.value()))
            .or(
                () ->
                    entry
                        .metaHost()
                        .map(label -> MemberHosts.ofLabel(handle, label.value(), HOSTS_MAX)))
            .or(
                () ->
                    entry
                        .atomicGroup()
                        .map(group -> MemberHosts.ofAtomicGroup(handle, group, HOSTS_MAX)))
            .orElse(List.of());
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<Long, Candidate.Holder> holders = new HashMap<>();
    handle
        .createQuery(HOLDERS)
        .bindList("ids", ids)
        .bind("id", entry.id().value())
        .map(
            (row, _) ->
                Map.entry(
                    row.getLong("host_id"),
                    new Candidate.Holder(
                        new EntryId(row.getLong("id")), new JobId(row.getLong("job_id")))))
        .forEach(holder -> holders.put(holder.getKey(), holder.getValue()));
    Map<Long, TaskType> tasks = openTasks(handle, ids);
    Map<Long, JobId> kept = kept(handle, entry, ids);
    Set<Long> blocked =
        Set.copyOf(
            handle.createQuery(BLOCKED).bind("job", entry.job().value()).mapTo(Long.class).list());
    return LabReader.hosts(handle, ids).stream()
        .map(host -> candidate(host, holders, tasks, blocked, kept))
        .toList();
  }

  private static Candidate candidate(
      LabHost host,
      Map<Long, Candidate.Holder> holders,
      Map<Long, TaskType> tasks,
      Set<Long> blocked,
      Map<Long, JobId> kept) {
    HostId id = host.id();
    return new Candidate(
        host.hostname(),
        host.offer(),
        host.status(),
        host.locked(),
        Optional.ofNullable(holders.get(id.value())),
        Optional.ofNullable(tasks.get(id.value())),
        blocked.contains(id.value()),
        Optional.ofNullable(kept.get(id.value())));
  }

  private static Map<Long, JobId> kept(Handle handle, LabEntry entry, List<Long> ids) {
    Map<Long, JobId> kept = new HashMap<>();
    handle
        .createQuery(KEPT)
        .bindList("ids", ids)
        .bind("job", entry.job().value())
        .map((row, _) -> kept.put(row.getLong("host_id"), new JobId(row.getLong("job_id"))))
        .list();
    return kept;
  }

  private static Map<Long, TaskType> openTasks(Handle handle, List<Long> ids) {
    Map<Long, TaskType> first = new HashMap<>();
    handle
        .createQuery(OPEN_TASKS)
        .bindList("ids", ids)
        .map(
            (row, _) ->
                Map.entry(
                    row.getLong("host_id"), TaskType.ofWord(row.getString("task")).orElseThrow()))
        .forEach(
            task ->
                first.merge(task.getKey(), task.getValue(), (a, b) -> a.compareTo(b) <= 0 ? a : b));
    return first;
  }
}
