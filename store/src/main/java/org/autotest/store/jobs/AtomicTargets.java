package org.autotest.store.jobs;

import static org.autotest.store.jobs.JobChecks.ATOMIC_GROUP;
import static org.autotest.store.jobs.JobChecks.DEPENDENCIES;
import static org.autotest.store.jobs.JobChecks.HOSTS;
import static org.autotest.store.jobs.JobChecks.META_HOSTS;
import static org.autotest.store.jobs.JobChecks.SYNCH_COUNT;
import static org.autotest.store.jobs.TargetResolver.folded;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Gatherers;
import org.autotest.core.job.NewJob;
import org.autotest.store.access.Problems;
import org.autotest.store.jobs.TargetResolver.TargetLabel;
import org.jdbi.v3.core.Handle;

/// Which atomic group a request for a job asks for, by its name or by that of one of its labels;
/// and whether everything else in the request fits to it.
final class AtomicTargets {
  private static final int LABELS_AT_ONCE = 1_000;

  private static final String GROUP_NAMED =
      """
      SELECT id, name, max_number_of_machines FROM afe_atomic_groups
      WHERE name = :name AND invalid = 0
      LOCK IN SHARE MODE
      """;

  private static final String GROUPS_OF_LABELS =
      """
      SELECT l.name AS label, g.id, g.name, g.max_number_of_machines
      FROM afe_labels l LEFT JOIN afe_atomic_groups g ON g.id = l.atomic_group_id
      WHERE l.name IN (<names>) AND l.invalid = 0
      """;

  private static final String OUTSIDE =
      """
      SELECT h.hostname FROM afe_hosts h
      WHERE h.id IN (<hosts>) AND NOT EXISTS (
        SELECT 1 FROM afe_hosts_labels hl JOIN afe_labels l ON l.id = hl.label_id
        WHERE hl.host_id = h.id AND l.atomic_group_id = :group AND l.invalid = 0)
      ORDER BY h.hostname
      LIMIT 100
      """;

  private final Handle handle;
  private final Problems problems;

  /// A group that was asked for.
  ///
  /// @param hostsMax most hosts that one job gets
  record Group(long id, String name, int hostsMax) {}

  AtomicTargets(Handle handle, Problems problems) {
    this.handle = handle;
    this.problems = problems;
  }

  /// What is asked for.
  ///
  /// @param targets without a label that was the name of the group
  record Asked(NewJob.Targets targets, Optional<Group> group) {
    /// The group's id.
    Optional<Long> id() {
      return group.map(Group::id);
    }
  }

  /// Finds the group; a label of a group asks for the group, and so does the name of a group in the
  /// place of a label.
  Asked find(NewJob.Targets targets) {
    if (targets.atomicGroup().isPresent()) {
      String name = targets.atomicGroup().get();
      Optional<Group> group = query(GROUP_NAMED, name);
      if (group.isEmpty()) {
        problems.add(ATOMIC_GROUP, "unknown: %s".formatted(name));
      }
      return new Asked(targets, group);
    }
    Set<String> names = new LinkedHashSet<>(targets.metaHosts());
    Map<String, Optional<Group>> ofLabels = groupsOf(names);
    Optional<Group> first =
        names.stream()
            .flatMap(name -> ofLabels.getOrDefault(folded(name.strip()), Optional.empty()).stream())
            .findFirst();
    if (first.isPresent() || names.size() != 1 || !ofLabels.isEmpty()) {
      return new Asked(targets, first);
    }
    Optional<Group> named = query(GROUP_NAMED, names.iterator().next());
    return named.isEmpty()
        ? new Asked(targets, named)
        : new Asked(
            new NewJob.Targets(
                targets.hosts(),
                List.of(),
                targets.oneTimeHosts(),
                targets.hostless(),
                named.map(Group::name)),
            named);
  }

  /// By folded name of each label that is there.
  private Map<String, Optional<Group>> groupsOf(Set<String> labels) {
    Map<String, Optional<Group>> groups = new HashMap<>();
    labels.stream()
        .map(String::strip)
        .gather(Gatherers.windowFixed(LABELS_AT_ONCE))
        .forEach(
            some ->
                handle
                    .createQuery(GROUPS_OF_LABELS)
                    .bindList("names", some)
                    .map(
                        (row, _) ->
                            groups.put(
                                folded(row.getString("label")),
                                row.getObject("id") == null
                                    ? Optional.empty()
                                    : Optional.of(group(row))))
                    .list());
    return groups;
  }

  private static Group group(ResultSet row) throws SQLException {
    return new Group(
        row.getLong("id"), row.getString("name"), row.getInt("max_number_of_machines"));
  }

  private Optional<Group> query(String sql, String name) {
    return handle.createQuery(sql).bind("name", name.strip()).map((row, _) -> group(row)).findOne();
  }

  /// Notes what does not fit to the group; whether it has enough hosts, [Feasibility] finds out.
  void check(
      Group group,
      int synchCount,
      List<TargetHost> hosts,
      List<TargetLabel> metaHosts,
      List<TargetLabel> dependencies) {
    if (metaHosts.size() > 1) {
      problems.add(META_HOSTS, "an atomic group takes one label at most, mentioned once");
    }
    if (!hosts.isEmpty() && !metaHosts.isEmpty()) {
      problems.add(META_HOSTS, "of an atomic group, name either hosts or a label");
    }
    problems.addFor(META_HOSTS, strangers(group, metaHosts), "of another atomic group: %s");
    problems.addFor(DEPENDENCIES, strangers(group, dependencies), "of another atomic group: %s");
    if (synchCount > group.hostsMax()) {
      problems.add(
          SYNCH_COUNT,
          "is %d, but atomic group %s gives at most %d"
              .formatted(synchCount, group.name(), group.hostsMax()));
    }
    if (!hosts.isEmpty()) {
      problems.addFor(HOSTS, outside(group, hosts), "not in atomic group " + group.name() + ": %s");
    }
  }

  private static List<String> strangers(Group group, List<TargetLabel> labels) {
    return labels.stream()
        .filter(label -> label.atomicGroup().filter(its -> its != group.id()).isPresent())
        .map(TargetLabel::name)
        .distinct()
        .toList();
  }

  private List<String> outside(Group group, List<TargetHost> hosts) {
    return handle
        .createQuery(OUTSIDE)
        .bind("group", group.id())
        .bindList("hosts", hosts.stream().map(TargetHost::id).toList())
        .mapTo(String.class)
        .list();
  }
}
