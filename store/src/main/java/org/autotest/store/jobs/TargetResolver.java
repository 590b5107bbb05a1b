package org.autotest.store.jobs;

import static org.autotest.store.jobs.JobChecks.DEPENDENCIES;
import static org.autotest.store.jobs.JobChecks.HOSTS;
import static org.autotest.store.jobs.JobChecks.META_HOSTS;
import static org.autotest.store.jobs.JobChecks.ONE_TIME_HOSTS;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.autotest.core.host.Hostname;
import org.autotest.store.access.Caller;
import org.autotest.store.access.HostRights;
import org.autotest.store.access.Problems;
import org.jdbi.v3.core.Handle;

/// Turns the names in a request for a job into rows, and checks what the names allow. Hosts are
/// locked against deletion until the job is there.
final class TargetResolver {
  private static final int CHUNK = 1_000;

  private static final String HOSTS_NAMED =
      """
      SELECT id, hostname, invalid, status FROM afe_hosts
      WHERE hostname IN (<names>)
      ORDER BY id
      LOCK IN SHARE MODE
      """;

  private static final String LABELS_NAMED =
      """
      SELECT id, name, atomic_group_id FROM afe_labels
      WHERE name IN (<names>) AND invalid = 0
      """;

  private static final String LACKING =
      """
      SELECT h.hostname, l.name FROM afe_hosts h JOIN afe_labels l
      LEFT JOIN afe_hosts_labels hl ON hl.host_id = h.id AND hl.label_id = l.id
      WHERE h.id IN (<hosts>) AND l.id IN (<labels>) AND hl.id IS NULL
      ORDER BY h.hostname, l.name
      LIMIT 100
      """;

  private static final String IN_ATOMIC_GROUP =
      """
      SELECT DISTINCT h.hostname FROM afe_hosts h
      JOIN afe_hosts_labels hl ON hl.host_id = h.id
      JOIN afe_labels l ON l.id = hl.label_id
      WHERE h.id IN (<hosts>) AND l.atomic_group_id IS NOT NULL AND l.invalid = 0
      ORDER BY h.hostname
      LIMIT 100
      """;

  private final Handle handle;
  private final Problems problems;
  private final boolean isForGroup;

  /// A label that a new job names.
  ///
  /// @param atomicGroup the group of its hosts
  record TargetLabel(long id, String name, Optional<Long> atomicGroup) {}

  /// Looks names up.
  ///
  /// @param isForGroup whether the job asks for an atomic group; otherwise hosts and labels of one
  ///   are refused
  TargetResolver(Handle handle, Problems problems, boolean isForGroup) {
    this.isForGroup = isForGroup;
    this.handle = handle;
    this.problems = problems;
  }

  /// The hosts of the inventory, in the order of the request.
  List<TargetHost> hosts(List<String> names) {
    problems.addFor(HOSTS, repeated(names), "named more than once: %s");
    Map<String, TargetHost> found = hostsNamed(names);
    found.values().removeIf(TargetHost::invalid);
    problems.addFor(
        HOSTS,
        names.stream().filter(name -> !found.containsKey(folded(name))).distinct().toList(),
        "unknown: %s");
    List<TargetHost> hosts =
        new LinkedHashSet<>(names)
            .stream()
                .flatMap(name -> Stream.ofNullable(found.get(folded(name))))
                .distinct()
                .toList();
    if (!isForGroup) {
      problems.addFor(
          HOSTS, inAtomicGroup(hosts), "in an atomic group, which was not asked for: %s");
    }
    return hosts;
  }

  /// The labels of metahost entries, one for each mention.
  List<TargetLabel> metaHosts(List<String> names) {
    return labels(META_HOSTS, names);
  }

  /// The labels that every host must carry.
  List<TargetLabel> dependencies(Collection<String> names) {
    return labels(DEPENDENCIES, names).stream().distinct().toList();
  }

  private List<TargetLabel> labels(String field, Collection<String> names) {
    Map<String, TargetLabel> found = new HashMap<>();
    for (List<String> some : chunks(names)) {
      handle
          .createQuery(LABELS_NAMED)
          .bindList("names", some)
          .map(
              (row, context) ->
                  new TargetLabel(
                      row.getLong("id"),
                      row.getString("name"),
                      Optional.ofNullable(row.getObject("atomic_group_id", Long.class))))
          .forEach(label -> found.put(folded(label.name()), label));
    }
    problems.addFor(
        field,
        names.stream().filter(name -> !found.containsKey(folded(name))).distinct().toList(),
        "unknown label: %s");
    List<TargetLabel> labels = new ArrayList<>();
    for (String name : names) {
      TargetLabel label = found.get(folded(name));
      if (label != null) {
        labels.add(label);
      }
    }
    if (!isForGroup) {
      problems.addFor(
          field,
          labels.stream()
              .filter(label -> label.atomicGroup().isPresent())
              .map(TargetLabel::name)
              .distinct()
              .toList(),
          "of an atomic group, which was not asked for: %s");
    }
    return labels;
  }

  /// Rows of machines outside the inventory that were used before, by folded name; those that are
  /// new have none yet.
  Map<String, TargetHost> oneTimeHosts(List<String> names, List<String> hosts) {
    List<String> invalid = names.stream().filter(name -> !Hostname.isValid(name)).toList();
    problems.addFor(ONE_TIME_HOSTS, invalid, "no host name: %s");
    List<String> all = new ArrayList<>(names);
    all.addAll(new LinkedHashSet<>(hosts));
    problems.addFor(ONE_TIME_HOSTS, repeated(all), "named more than once: %s");
    Map<String, TargetHost> found = hostsNamed(names);
    problems.addFor(
        ONE_TIME_HOSTS,
        found.values().stream().filter(host -> !host.invalid()).map(TargetHost::hostname).toList(),
        "in the inventory, so name it as a host: %s");
    return found;
  }

  /// Notes hosts that lack a label which the job depends on.
  void requireDependencies(List<TargetHost> hosts, List<TargetLabel> dependencies) {
    if (dependencies.isEmpty()) {
      return;
    }
    Set<String> lacking = new TreeSet<>();
    for (List<Long> some : chunks(hosts.stream().map(TargetHost::id).toList())) {
      handle
          .createQuery(LACKING)
          .bindList("hosts", some)
          .bindList("labels", dependencies.stream().map(TargetLabel::id).toList())
          .map((row, context) -> "%s (%s)".formatted(row.getString(1), row.getString(2)))
          .forEach(lacking::add);
    }
    problems.addFor(HOSTS, lacking, "without a label that the job depends on: %s");
  }

  /// Refuses a caller who may not use all of the hosts.
  void requireRights(Caller caller, List<TargetHost> hosts) {
    HostRights.require(handle, caller, hosts.stream().map(TargetHost::id).toList(), HOSTS);
  }

  private List<String> inAtomicGroup(List<TargetHost> hosts) {
    List<String> found = new ArrayList<>();
    for (List<Long> some : chunks(hosts.stream().map(TargetHost::id).toList())) {
      found.addAll(
          handle.createQuery(IN_ATOMIC_GROUP).bindList("hosts", some).mapTo(String.class).list());
    }
    return found;
  }

  private Map<String, TargetHost> hostsNamed(List<String> names) {
    Map<String, TargetHost> found = new LinkedHashMap<>();
    for (List<String> some : chunks(names)) {
      handle
          .createQuery(HOSTS_NAMED)
          .bindList("names", some)
          .map((row, context) -> TargetHost.of(row))
          .forEach(host -> found.put(folded(host.hostname()), host));
    }
    return found;
  }

  private static List<String> repeated(List<String> names) {
    Set<String> seen = new HashSet<>();
    return names.stream().filter(name -> !seen.add(folded(name))).distinct().toList();
  }

  private static <T> List<List<T>> chunks(Collection<T> all) {
    return all.stream().gather(Gatherers.windowFixed(CHUNK)).toList();
  }

  /// As the database compares names, but for accents.
  static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
