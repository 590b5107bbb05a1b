package org.autotest.store.hosts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.store.access.Problems;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Puts labels on hosts and takes them off.
final class HostLabels {
  private static final String PLATFORM = "platform";
  private static final int CHUNK = 1_000;

  private static final String NAMED =
      """
      SELECT id, name, platform FROM afe_labels WHERE name IN (<names>) AND invalid = 0 ORDER BY id
      LOCK IN SHARE MODE
      """;

  private static final String ADD =
      """
      INSERT IGNORE INTO afe_hosts_labels (host_id, label_id) VALUES (?, ?)
      """;

  private static final String REMOVE =
      """
      DELETE FROM afe_hosts_labels WHERE host_id = ? AND label_id = ?
      """;

  private static final String REMOVE_PLATFORMS =
      """
      DELETE hl FROM afe_hosts_labels hl JOIN afe_labels l ON l.id = hl.label_id
      WHERE hl.host_id IN (<hosts>) AND l.platform = 1
      """;

  private static final String SEVERAL_GROUPS =
      """
      SELECT CONCAT(h.hostname, ' (', GROUP_CONCAT(
        DISTINCT g.name ORDER BY g.name SEPARATOR ', '), ')')
      FROM afe_hosts h
      JOIN afe_hosts_labels hl ON hl.host_id = h.id
      JOIN afe_labels l ON l.id = hl.label_id
      JOIN afe_atomic_groups g ON g.id = l.atomic_group_id
      WHERE h.id IN (<hosts>) AND l.invalid = 0
      GROUP BY h.id, h.hostname
      HAVING COUNT(DISTINCT g.id) > 1
      ORDER BY h.hostname
      """;

  private static final String SEVERAL_PLATFORMS =
      """
      SELECT CONCAT(h.hostname, ' (', GROUP_CONCAT(l.name ORDER BY l.name SEPARATOR ', '), ')')
      FROM afe_hosts h
      JOIN afe_hosts_labels hl ON hl.host_id = h.id
      JOIN afe_labels l ON l.id = hl.label_id
      WHERE h.id IN (<hosts>) AND l.platform = 1 AND l.invalid = 0
      GROUP BY h.id, h.hostname
      HAVING COUNT(*) > 1
      ORDER BY h.hostname
      """;

  private final Handle handle;

  private record Label(long id, String name, boolean isPlatform) {}

  HostLabels(Handle handle) {
    this.handle = handle;
  }

  /// Ids of labels.
  ///
  /// @param field wire name of the argument that named them
  /// @throws BadRequest of kind `INVALID`, with the names that are unknown
  List<Long> named(String field, Collection<String> names) {
    return find(field, names).stream().map(Label::id).toList();
  }

  private List<Label> find(String field, Collection<String> names) {
    List<Label> found = new ArrayList<>();
    for (List<String> some : names.stream().gather(Gatherers.windowFixed(CHUNK)).toList()) {
      found.addAll(
          handle
              .createQuery(NAMED)
              .bindList("names", some)
              .map(
                  (row, _) ->
                      new Label(
                          row.getLong("id"), row.getString("name"), row.getBoolean("platform")))
              .list());
    }
    Set<String> known =
        found.stream().map(label -> folded(label.name())).collect(Collectors.toSet());
    Problems problems = new Problems();
    problems.addFor(
        field,
        names.stream().filter(name -> !known.contains(folded(name))).distinct().toList(),
        "unknown label: %s; make it with: atest label create, or under Admin");
    problems.throwIfAny();
    return found;
  }

  void add(List<Long> hosts, List<Long> labels) {
    each(ADD, hosts, labels);
  }

  void remove(List<Long> hosts, List<Long> labels) {
    each(REMOVE, hosts, labels);
  }

  /// Takes off what platform the hosts have.
  void removePlatforms(List<Long> hosts) {
    for (List<Long> some : chunks(hosts)) {
      handle.createUpdate(REMOVE_PLATFORMS).bindList("hosts", some).execute();
    }
  }

  /// The id of a platform.
  ///
  /// @throws BadRequest of kind `INVALID` when there is no such label, or it is no platform
  long platform(String name) {
    Label label = find(PLATFORM, List.of(name)).getFirst();
    if (!label.isPlatform()) {
      throw BadRequest.invalid(
          PLATFORM,
          "%s is a label but no platform; an admin makes it one: atest label modify %1$s --platform"
              .formatted(name));
    }
    return label.id();
  }

  /// Refuses the change when it left a host with two platforms, or in two atomic groups.
  ///
  /// @param field wire name of the argument to blame
  /// @throws BadRequest of kind `CONFLICT`, with the hosts
  void requireFit(List<Long> hosts, String field) {
    refuse(SEVERAL_PLATFORMS, hosts, field, "a host carries at most one platform: %s");
    refuse(SEVERAL_GROUPS, hosts, field, "a host is in one atomic group at most: %s");
  }

  private void refuse(String offending, List<Long> hosts, String field, String problem) {
    List<String> wrong = new ArrayList<>();
    for (List<Long> some : chunks(hosts)) {
      wrong.addAll(
          handle.createQuery(offending).bindList("hosts", some).mapTo(String.class).list());
    }
    if (!wrong.isEmpty()) {
      throw BadRequest.of(Kind.CONFLICT, field, problem.formatted(Problems.listed(wrong)));
    }
  }

  private static List<List<Long>> chunks(List<Long> hosts) {
    return hosts.stream().gather(Gatherers.windowFixed(CHUNK)).toList();
  }

  private void each(String sql, List<Long> hosts, List<Long> labels) {
    if (hosts.isEmpty() || labels.isEmpty()) {
      return;
    }
    try (PreparedBatch batch = handle.prepareBatch(sql)) {
      for (Long host : hosts) {
        labels.forEach(label -> batch.add(host, label));
      }
      batch.execute();
    }
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
