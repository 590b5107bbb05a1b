package org.autotest.store.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Hostname;
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
import org.autotest.core.schedule.Hold;
import org.autotest.core.schedule.LabelFacts;
import org.autotest.core.schedule.Offer;
import org.autotest.core.schedule.Outlook;
import org.autotest.core.schedule.Waiter;
import org.autotest.store.Database;
import org.autotest.store.SqlTime;
import org.autotest.store.access.UserGroups;
import org.autotest.store.lab.MemberHosts;
import org.autotest.store.lab.ProcessRoom;
import org.jdbi.v3.core.Handle;

/// Why entries wait: the dispatcher's own rules, fed with the rows of this moment.
public final class WhyViews {
  /// Most entries explained of one job.
  public static final int ENTRIES_MAX = 50;

  /// Most entries of one job whose place in the queue is looked up.
  private static final int OUTLOOKS_MAX = 5;

  private static final int CANDIDATES_MAX = 2_000;

  private static final String WAITING =
      """
      SELECT e.id, e.status, e.host_id, h.hostname, e.meta_host, l.name AS label, e.atomic_group_id,
        e.failure_problem, e.wait_until, j.owner, j.synch_count
      FROM afe_host_queue_entries e
      JOIN afe_jobs j ON j.id = e.job_id
      LEFT JOIN afe_hosts h ON h.id = e.host_id
      LEFT JOIN afe_labels l ON l.id = e.meta_host
      WHERE e.job_id = :job
        AND e.status IN ('Queued', 'Verifying', 'Pending', 'Waiting', 'Starting')
      ORDER BY e.id
      LIMIT :limit
      """;

  private static final String DEPENDENCIES =
      "SELECT label_id FROM afe_jobs_dependency_labels WHERE job_id = :job";

  private static final String HELD =
      """
      SELECT COUNT(*) FROM afe_host_queue_entries
      WHERE job_id = :job AND active = 1 AND status IN ('Pending', 'Verifying', 'Waiting')
      """;

  private static final String KEPT = "SELECT COUNT(*) FROM afe_kept_hosts WHERE job_id = :job";

  private static final String CANDIDATES =
      """
      SELECT h.id, h.hostname, h.status, h.locked, h.lock_reason, h.lock_expires, h.invalid, e.id AS holder, e.job_id AS holder_job,
        EXISTS (
          SELECT 1 FROM afe_ineligible_host_queues b WHERE b.job_id = :job AND b.host_id = h.id
        ) AS used_by_job, (
          SELECT k.job_id FROM afe_kept_hosts k WHERE k.host_id = h.id AND k.job_id <> :job
        ) AS kept_for, (
          SELECT s.task FROM afe_special_tasks s
          WHERE s.host_id = h.id AND s.is_complete = 0
          ORDER BY s.is_active DESC, FIELD(s.task, 'Repair', 'Cleanup', 'Verify'), s.id
          LIMIT 1) AS task,
        locker.login AS locked_by, u.login AS reserved_for, r.for_labels, r.ends_at, r.reason
      FROM afe_hosts h
      LEFT JOIN afe_reservations r ON r.host_id = h.id AND r.active = 1
      LEFT JOIN afe_users u ON u.id = r.user_id
      LEFT JOIN afe_users locker ON locker.id = h.locked_by_id
      LEFT JOIN afe_host_queue_entries e ON e.host_id = h.id AND e.active = 1
      WHERE h.id IN (<hosts>)
      """;

  private static final String HOST_LABELS =
      """
      SELECT hl.host_id, l.id, l.name, l.only_if_needed, l.atomic_group_id
      FROM afe_hosts_labels hl JOIN afe_labels l ON l.id = hl.label_id
      WHERE hl.host_id IN (<hosts>) AND l.invalid = 0
      """;

  private static final String LABELS =
      """
      SELECT id, name, only_if_needed, atomic_group_id FROM afe_labels WHERE id IN (<labels>)
      """;

  private static final String HOST_GROUPS =
      """
      SELECT gh.host_id, g.name
      FROM afe_acl_groups_hosts gh JOIN afe_acl_groups g ON g.id = gh.aclgroup_id
      WHERE gh.host_id IN (<hosts>)
      """;

  private final Database database;
  private final LabViews lab;

  public WhyViews(Database database) {
    this.database = database;
    this.lab = new LabViews(database);
  }

  /// An entry that waits, and why.
  ///
  /// @param outlook its place in the queue; only for the first Queued entries of a job, or for all
  ///   that start together, and only when some host would take it
  public record Waiting(
      EntryId entry,
      EntryStatus status,
      Optional<String> host,
      Optional<String> metaHost,
      Explanation explanation,
      Optional<Outlook> outlook) {
    Waiting with(Optional<Outlook> other) {
      return new Waiting(entry, status, host, metaHost, explanation, other);
    }
  }

  /// Entries of the job that have not come to run, at most [#ENTRIES_MAX].
  public List<Waiting> ofJob(JobId job) {
    boolean alive = lab.overview().dispatcherAlive();
    return database.snapshot(
        handle -> {
          List<Row> rows =
              handle
                  .createQuery(WAITING)
                  .bind("job", job.value())
                  .bind("limit", ENTRIES_MAX)
                  .map((row, _) -> Row.read(row))
                  .list();
          return rows.isEmpty() ? List.<Waiting>of() : explain(handle, job, rows, alive);
        });
  }

  /// The hosts of the labels and atomic groups that entries ask for.
  private record Members(Map<Long, List<Long>> ofLabel, Map<Long, List<Long>> ofGroup) {
    static Members of(Handle handle, List<Row> rows) {
      Members members = new Members(new HashMap<>(), new HashMap<>());
      for (Row row : rows) {
        if (row.host.isPresent()) {
          continue;
        }
        if (row.metaHost.isPresent()) {
          members.ofLabel.computeIfAbsent(
              row.metaHost.getAsLong(),
              label -> MemberHosts.ofLabel(handle, label, CANDIDATES_MAX));
        } else if (row.atomicGroup.isPresent()) {
          members.ofGroup.computeIfAbsent(
              row.atomicGroup.getAsLong(),
              group -> MemberHosts.ofAtomicGroup(handle, group, CANDIDATES_MAX));
        }
      }
      return members;
    }

    /// Those that an entry may have.
    List<Long> hosts(Row row) {
      if (row.host.isPresent()) {
        return List.of(row.host.getAsLong());
      }
      if (row.metaHost.isPresent()) {
        return ofLabel.getOrDefault(row.metaHost.getAsLong(), List.of());
      }
      return row.atomicGroup.isPresent()
          ? ofGroup.getOrDefault(row.atomicGroup.getAsLong(), List.of())
          : List.of();
    }

    Set<Long> hosts(List<Row> rows) {
      return rows.stream().flatMap(row -> hosts(row).stream()).collect(Collectors.toSet());
    }
  }

  private static List<Waiting> explain(
      Handle handle, JobId job, List<Row> rows, boolean dispatcherAlive) {
    Members members = Members.of(handle, rows);
    Set<Long> hosts = members.hosts(rows);
    Set<LabelId> dependencies = dependencies(handle, job);
    Set<String> groups = UserGroups.of(handle, rows.getFirst().owner);
    Map<LabelId, LabelFacts> labels = new HashMap<>();
    Map<Long, Candidate> candidates = candidates(handle, job, hosts, labels);
    addFacts(handle, rows, dependencies, labels);
    int held = handle.createQuery(HELD).bind("job", job.value()).mapTo(Integer.class).one();
    int kept = handle.createQuery(KEPT).bind("job", job.value()).mapTo(Integer.class).one();
    Eligibility rules = new Eligibility(labels);
    Optional<Hold> never = ProcessRoom.ofJob(handle, job);
    List<Waiting> waiting = new ArrayList<>();
    for (Row row : rows) {
      boolean isQueued = row.status == EntryStatus.QUEUED;
      Optional<Hold> noProcess = isQueued ? never : ProcessRoom.missing(handle, row.id);
      var explainer = new Explainer(rules, noProcess, dispatcherAlive);
      List<Candidate> possible =
          members.hosts(row).stream()
              .filter(candidates::containsKey)
              .map(host -> candidates.get(host))
              .toList();
      Explanation why = explainer.explain(row.waiter(groups, dependencies, held, kept), possible);
      boolean isAlone = row.synchCount == 1 && waiting.size() < OUTLOOKS_MAX;
      boolean looksUp = isQueued && isAlone && !possible.isEmpty();
      waiting.add(
          row.waiting(why, looksUp ? OutlookViews.of(handle, row.id, why) : Optional.empty()));
    }
    int wanted = rows.getFirst().synchCount - held;
    return rows.getFirst().synchCount == 1
        ? waiting
        : OutlookViews.together(handle, waiting, Math.max(1, wanted));
  }

  private static Map<Long, Candidate> candidates(
      Handle handle, JobId job, Set<Long> hosts, Map<LabelId, LabelFacts> facts) {
    if (hosts.isEmpty()) {
      return Map.of();
    }
    Map<Long, Set<LabelId>> labels = labelsOf(handle, hosts, facts);
    Map<Long, Set<String>> groups = groupsOf(handle, hosts);
    Map<Long, Candidate> candidates = new HashMap<>();
    handle
        .createQuery(CANDIDATES)
        .bind("job", job.value())
        .bindList("hosts", hosts)
        .map(
            (row, _) -> {
              long id = row.getLong("id");
              candidates.put(
                  id,
                  candidate(
                      row, labels.getOrDefault(id, Set.of()), groups.getOrDefault(id, Set.of())));
              return true;
            })
        .list();
    return candidates;
  }

  /// Labels of each host.
  ///
  /// @param facts takes what is known of each label found
  private static Map<Long, Set<LabelId>> labelsOf(
      Handle handle, Set<Long> hosts, Map<LabelId, LabelFacts> facts) {
    Map<Long, Set<LabelId>> labels = new HashMap<>();
    handle
        .createQuery(HOST_LABELS)
        .bindList("hosts", hosts)
        .map(
            (row, _) -> {
              LabelFacts label = facts(row);
              facts.put(label.id(), label);
              return labels
                  .computeIfAbsent(row.getLong("host_id"), _ -> new HashSet<>())
                  .add(label.id());
            })
        .list();
    return labels;
  }

  private static Map<Long, Set<String>> groupsOf(Handle handle, Set<Long> hosts) {
    Map<Long, Set<String>> groups = new HashMap<>();
    handle
        .createQuery(HOST_GROUPS)
        .bindList("hosts", hosts)
        .map(
            (row, _) ->
                groups
                    .computeIfAbsent(row.getLong("host_id"), _ -> new HashSet<>())
                    .add(row.getString("name")))
        .list();
    return groups;
  }

  private static Candidate candidate(ResultSet row, Set<LabelId> labels, Set<String> groups)
      throws SQLException {
    OptionalLong holder = Rows.number(row, "holder");
    Optional<Candidate.Holder> held =
        holder.isPresent()
            ? Optional.of(
                new Candidate.Holder(
                    new EntryId(holder.getAsLong()), new JobId(row.getLong("holder_job"))))
            : Optional.empty();
    return new Candidate(
        new Hostname(row.getString("hostname")),
        new Offer(labels, groups, row.getBoolean("invalid"), HostViews.reserved(row)),
        HostStatus.ofWord(row.getString("status")).orElse(HostStatus.REPAIR_FAILED),
        HostViews.lock(row),
        held,
        Rows.text(row, "task").flatMap(TaskType::ofWord),
        row.getBoolean("used_by_job"),
        Rows.job(row, "kept_for"));
  }

  private static void addFacts(
      Handle handle, List<Row> rows, Set<LabelId> dependencies, Map<LabelId, LabelFacts> facts) {
    Set<Long> wanted = new HashSet<>();
    dependencies.forEach(label -> wanted.add(label.value()));
    rows.forEach(row -> row.metaHost.ifPresent(wanted::add));
    if (!wanted.isEmpty()) {
      handle
          .createQuery(LABELS)
          .bindList("labels", wanted)
          .map((row, _) -> facts(row))
          .list()
          .forEach(label -> facts.put(label.id(), label));
    }
  }

  private static LabelFacts facts(ResultSet row) throws SQLException {
    OptionalLong group = Rows.number(row, "atomic_group_id");
    return new LabelFacts(
        new LabelId(row.getLong("id")),
        row.getString("name"),
        row.getBoolean("only_if_needed"),
        group.isPresent() ? Optional.of(group.getAsLong()) : Optional.empty());
  }

  private static Set<LabelId> dependencies(Handle handle, JobId job) {
    Set<LabelId> labels = new HashSet<>();
    handle
        .createQuery(DEPENDENCIES)
        .bind("job", job.value())
        .mapTo(Long.class)
        .forEach(id -> labels.add(new LabelId(id)));
    return labels;
  }

  private record Row(
      EntryId id,
      EntryStatus status,
      OptionalLong host,
      Optional<String> hostname,
      OptionalLong metaHost,
      Optional<String> label,
      OptionalLong atomicGroup,
      Optional<String> trouble,
      Optional<Instant> waitUntil,
      String owner,
      int synchCount) {
    static Row read(ResultSet row) throws SQLException {
      return new Row(
          new EntryId(row.getLong("id")),
          Rows.entryStatus(row, "status"),
          Rows.number(row, "host_id"),
          Rows.text(row, "hostname"),
          Rows.number(row, "meta_host"),
          Rows.text(row, "label"),
          Rows.number(row, "atomic_group_id"),
          Rows.text(row, "failure_problem"),
          SqlTime.read(row, "wait_until"),
          row.getString("owner"),
          Math.max(1, row.getInt("synch_count")));
    }

    Waiter waiter(Set<String> ownerGroups, Set<LabelId> dependencies, int held, int kept) {
      boolean holdsOne = status != EntryStatus.QUEUED && status != EntryStatus.STARTING;
      Demand demand =
          new Demand(
              owner,
              ownerGroups,
              metaHost.isPresent()
                  ? Optional.of(new LabelId(metaHost.getAsLong()))
                  : Optional.empty(),
              dependencies,
              atomicGroup.isPresent() ? Optional.of(atomicGroup.getAsLong()) : Optional.empty());
      return new Waiter(
          id,
          status,
          demand,
          synchCount,
          Math.max(0, held - (holdsOne ? 1 : 0)),
          kept,
          trouble,
          waitUntil);
    }

    Waiting waiting(Explanation explanation, Optional<Outlook> outlook) {
      return new Waiting(id, status, hostname, label, explanation, outlook);
    }
  }
}
