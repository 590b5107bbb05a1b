package org.autotest.store.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.schedule.Explanation;
import org.autotest.core.schedule.Explanation.HostHolds;
import org.autotest.core.schedule.Outlook;
import org.autotest.core.schedule.Outlook.Busy;
import org.autotest.core.schedule.Outlook.Experience;
import org.autotest.core.schedule.Rule;
import org.autotest.store.Database;
import org.autotest.store.views.WhyViews.Waiting;
import org.jdbi.v3.core.Handle;

/// Where a waiting entry stands in the queue, and when it may start: how long jobs of the same
/// names took on the same hosts.
///
/// Costs six statements for an entry, each by an index and of limited rows: at most [#HOSTS_MAX]
/// hosts, [#AHEAD_MAX] entries ahead, [#RUNS_MAX] past runs.
final class OutlookViews {
  private static final int HOSTS_MAX = 200;

  /// Most entries ahead whose durations are looked up; more of them are only counted.
  private static final int AHEAD_MAX = 500;

  private static final int RUNS_MAX = 2_000;

  /// Obstacles of hosts that go away by themselves, sooner or later. A host that a job has used
  /// does not come again for it.
  private static final Set<Rule> PASSING =
      Set.of(Rule.HELD_BY_ENTRY, Rule.SPECIAL_TASK, Rule.HOST_STATUS);

  /// What keeps an entry from starting wherever it is, for nobody knows how long.
  private static final Set<Rule> WITHOUT_END = Set.of(Rule.NO_DRONE, Rule.LAB_TROUBLE);

  private static final String HOSTS =
      """
      SELECT host.id, holder.started_on, job.name
      FROM afe_hosts host
      LEFT JOIN afe_host_queue_entries holder ON holder.host_id = host.id AND holder.active = 1
      LEFT JOIN afe_jobs job ON job.id = holder.job_id
      WHERE host.hostname IN (<names>) AND host.status <> 'Repair Failed'
      """;

  /// An entry and its job, for [#COMES_FIRST].
  private static final String ME =
      """
      SELECT entry.host_id, job.name
      FROM afe_leases lease
      JOIN afe_host_queue_entries me ON me.id = :me
      JOIN afe_jobs mine ON mine.id = me.job_id
      """;

  /// The planner's order (`Rank`): by the time of submission, one step of age earlier for each
  /// priority, half a step later for those that take any host.
  private static final String COMES_FIRST =
      """
      JOIN afe_jobs job ON job.id = entry.job_id
      WHERE lease.name = 'planner' AND entry.aborted = 0 AND entry.id <> me.id
        AND (:alone OR job.id <> mine.id)
        AND (
          job.created_on
            - INTERVAL lease.age_step_s * (job.priority - IF(entry.host_id IS NULL, 0.5, 0)) SECOND,
          entry.host_id IS NULL, job.id, entry.id
        ) < (
          mine.created_on
            - INTERVAL lease.age_step_s * (mine.priority - IF(me.host_id IS NULL, 0.5, 0)) SECOND,
          me.host_id IS NULL, mine.id, me.id)
      LIMIT :limit
      """;

  private static final String AHEAD_ON_HOSTS =
      ME
          + """
          JOIN afe_host_queue_entries entry
            ON entry.status = 'Queued' AND entry.host_id IN (<hosts>)
          """
          + COMES_FIRST;

  private static final String AHEAD_OF_LABEL =
      ME
          + """
          JOIN afe_host_queue_entries entry
            ON entry.meta_host IN (<labels>) AND entry.status = 'Queued'
              AND entry.host_id IS NULL
          """
          + COMES_FIRST;

  /// The labels of which entries want any host.
  private static final String LABELS =
      """
      SELECT DISTINCT meta_host FROM afe_host_queue_entries
      WHERE id IN (<entries>) AND host_id IS NULL AND meta_host IS NOT NULL
      """;

  private static final String DURATIONS =
      """
      SELECT past.name, COUNT(*) AS runs,
        AVG(TIMESTAMPDIFF(SECOND, past.started_on, past.finished_on)) AS seconds
      FROM (
        SELECT job.name, entry.started_on, entry.finished_on
        FROM afe_jobs job
        JOIN afe_host_queue_entries entry ON entry.job_id = job.id
        WHERE job.name IN (<names>) AND entry.status = 'Completed'
          AND entry.started_on IS NOT NULL AND entry.finished_on IS NOT NULL
          AND entry.host_id IN (<hosts>)
        ORDER BY job.id DESC
        LIMIT :limit) past
      GROUP BY past.name
      """;

  private OutlookViews() {}

  private record Host(long id, Optional<Instant> running, Optional<String> name) {
    static Host read(ResultSet row) throws SQLException {
      return new Host(row.getLong("id"), Rows.time(row, "started_on"), Rows.text(row, "name"));
    }
  }

  private record Ahead(long host, String name) {
    static Ahead read(ResultSet row) throws SQLException {
      return new Ahead(row.getLong("host_id"), row.getString("name"));
    }
  }

  /// How an entry starts: when it has a host, or when all entries of its job have theirs, also if
  /// it is the last that lacks one.
  private enum Starts {
    ALONE,
    TOGETHER
  }

  /// For an entry that is Queued; empty while none of its hosts would take it however long it
  /// waits, and while the lab could not start it on any.
  static Optional<Outlook> of(Handle handle, EntryId entry, Explanation explanation) {
    return of(handle, List.of(explanation), Starts.ALONE, 1);
  }

  /// Gives those entries of a job that are Queued, and start together, the outlook that they share.
  ///
  /// @param wanted hosts that the job still lacks
  static List<Waiting> together(Handle handle, List<Waiting> entries, int wanted) {
    List<Waiting> queued =
        entries.stream().filter(entry -> entry.status() == EntryStatus.QUEUED).toList();
    if (queued.isEmpty()) {
      return entries;
    }
    Optional<Outlook> shared =
        of(handle, queued.stream().map(Waiting::explanation).toList(), Starts.TOGETHER, wanted);
    return entries.stream()
        .map(entry -> queued.contains(entry) ? entry.with(shared) : entry)
        .toList();
  }

  private static Optional<Outlook> of(
      Handle handle, List<Explanation> explanations, Starts how, int wanted) {
    EntryId entry = explanations.getFirst().entry();
    boolean alone = how == Starts.ALONE;
    List<Host> hosts = hosts(handle, explanations);
    if (hosts.isEmpty() || explanations.stream().anyMatch(OutlookViews::cannotStart)) {
      return Optional.empty();
    }
    List<Ahead> ahead =
        handle
            .createQuery(AHEAD_ON_HOSTS)
            .bindList("hosts", hosts.stream().map(Host::id).toList())
            .bind("me", entry.value())
            .bind("alone", alone)
            .bind("limit", Outlook.AHEAD_MAX)
            .map((row, _) -> Ahead.read(row))
            .list();
    List<Ahead> anywhere = ofLabels(handle, explanations, alone);
    int all = ahead.size() + anywhere.size();
    if (all > AHEAD_MAX) {
      return Optional.of(new Outlook(all, Optional.empty(), 0));
    }
    Map<String, Experience> past = durations(handle, hosts, ahead, anywhere);
    Instant now = Database.now(handle);
    return Optional.of(
        Outlook.estimate(
            now,
            hosts.stream().map(host -> busy(host, ahead, past, now)).toList(),
            new Outlook.Line(
                wanted,
                anywhere.stream().map(one -> Optional.ofNullable(past.get(one.name()))).toList(),
                all)));
  }

  /// Those that come before the first of some entries, and want any host of a label that one of
  /// these wants.
  private static List<Ahead> ofLabels(
      Handle handle, List<Explanation> explanations, boolean alone) {
    List<Long> entries = explanations.stream().map(each -> each.entry().value()).toList();
    List<Long> labels =
        handle.createQuery(LABELS).bindList("entries", entries).mapTo(Long.class).list();
    return labels.isEmpty()
        ? List.of()
        : handle
            .createQuery(AHEAD_OF_LABEL)
            .bindList("labels", labels)
            .bind("me", entries.getFirst())
            .bind("alone", alone)
            .bind("limit", Outlook.AHEAD_MAX)
            .map((row, _) -> Ahead.read(row))
            .list();
  }

  private static boolean cannotStart(Explanation explanation) {
    return explanation.holds().stream().anyMatch(hold -> WITHOUT_END.contains(hold.rule()));
  }

  private static List<Host> hosts(Handle handle, List<Explanation> explanations) {
    List<String> names =
        explanations.stream()
            .flatMap(explanation -> explanation.hosts().stream())
            .filter(OutlookViews::passes)
            .map(host -> host.host().value())
            .distinct()
            .limit(HOSTS_MAX)
            .toList();
    return names.isEmpty()
        ? List.of()
        : handle.createQuery(HOSTS).bindList("names", names).map((row, _) -> Host.read(row)).list();
  }

  private static boolean passes(HostHolds host) {
    return host.holds().stream().allMatch(hold -> PASSING.contains(hold.rule()));
  }

  private static Busy busy(
      Host host, List<Ahead> ahead, Map<String, Experience> past, Instant now) {
    return new Busy(
        host.name().map(_ -> host.running().orElse(now)),
        host.name().map(past::get),
        ahead.stream()
            .filter(one -> one.host() == host.id())
            .map(one -> Optional.ofNullable(past.get(one.name())))
            .toList());
  }

  private static Map<String, Experience> durations(
      Handle handle, List<Host> hosts, List<Ahead> ahead, List<Ahead> anywhere) {
    Set<String> names = new HashSet<>();
    hosts.forEach(host -> host.name().ifPresent(names::add));
    ahead.forEach(one -> names.add(one.name()));
    anywhere.forEach(one -> names.add(one.name()));
    if (names.isEmpty()) {
      return Map.of();
    }
    Map<String, Experience> past = new HashMap<>();
    handle
        .createQuery(DURATIONS)
        .bindList("names", names)
        .bindList("hosts", hosts.stream().map(Host::id).toList())
        .bind("limit", RUNS_MAX)
        .map(
            (row, _) ->
                Map.entry(
                    row.getString("name"),
                    new Experience(
                        Duration.ofSeconds(Math.max(0, Math.round(row.getDouble("seconds")))),
                        row.getInt("runs"))))
        .forEach(one -> past.put(one.getKey(), one.getValue()));
    return past;
  }
}
