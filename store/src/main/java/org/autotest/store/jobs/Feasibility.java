package org.autotest.store.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.NewJob;
import org.autotest.core.schedule.Demand;
import org.autotest.core.schedule.Reserved;
import org.autotest.core.schedule.Rule;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.access.Problems;
import org.autotest.store.access.UserGroups;
import org.autotest.store.jobs.HostObstacles.Search;
import org.autotest.store.jobs.TargetResolver.TargetLabel;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.Offers;
import org.autotest.store.lab.ProcessRoom;
import org.jdbi.v3.core.Handle;

/// Finds what no waiting would bring: hosts that nobody will ever give to the job as the lab is
/// now. The rules are the dispatcher's own. It stops looking at hosts of a label when enough of
/// them would do, so a request that can be met costs little however large the lab is.
final class Feasibility {
  /// Most hosts of a label looked at together; at first only a few more than are wanted.
  private static final int CHUNK = 200;

  /// Most hosts of one label looked at, and most members of an atomic group.
  private static final int HOSTS_MAX = 5_000;

  /// Most hosts whose reasons are told one by one.
  private static final int REASONS_MAX = 3;

  private static final String OVERRIDE = "; or submit it all the same, with force";

  private static final String OF_LABEL =
      """
      SELECT tie.host_id
      FROM afe_hosts_labels tie JOIN afe_hosts host ON host.id = tie.host_id
      WHERE tie.label_id = :label AND tie.host_id > :after AND host.invalid = 0
      ORDER BY tie.host_id
      LIMIT :limit
      """;

  /// Members of a group that carry some labels, and the labels of the group that make them so.
  private static final String OF_GROUP =
      """
      SELECT l.id AS label, h.id AS host
      FROM afe_labels l
      JOIN afe_hosts_labels hl ON hl.label_id = l.id
      JOIN afe_hosts h ON h.id = hl.host_id
      WHERE l.atomic_group_id = :group AND l.invalid = 0 AND h.invalid = 0 AND (
        SELECT COUNT(*) FROM afe_hosts_labels carried
        WHERE carried.host_id = h.id AND carried.label_id IN (<labels>)) = :count
      ORDER BY l.id, h.id
      LIMIT :limit
      """;

  private final Handle handle;
  private final Caller owner;
  private final NewJob job;
  private final HostObstacles obstacles;
  private final Problems problems;

  /// What a request asks for, found in the lab.
  ///
  /// @param hosts named
  /// @param metaHosts a label for each host wanted of it
  /// @param dependencies labels that each host must carry
  record Wanted(
      List<TargetHost> hosts,
      List<TargetLabel> metaHosts,
      List<TargetLabel> dependencies,
      Optional<AtomicTargets.Group> group) {}

  /// @param owner of the job
  /// @param looksAgainAfter how long after a host was given up it is verified without being asked;
  ///   empty: never
  /// @param problems takes what is impossible, under the arguments that ask for it
  Feasibility(
      Handle handle,
      Caller owner,
      NewJob job,
      Optional<Duration> looksAgainAfter,
      Problems problems) {
    this.handle = handle;
    this.owner = owner;
    this.job = job;
    this.problems = problems;
    this.obstacles =
        new HostObstacles(
            handle, Database.now(handle).plus(job.wishes().timeout()), looksAgainAfter);
  }

  /// Notes what is impossible.
  void check(Wanted wanted) {
    drone();
    named(wanted.hosts());
    if (wanted.group().isPresent()) {
      if (wanted.hosts().isEmpty()) {
        members(wanted, wanted.group().get());
      }
    } else if (!wanted.metaHosts().isEmpty()) {
      anyOf(wanted);
    }
  }

  /// A drone that is away for a while comes back; one that is not there does not.
  private void drone() {
    int weight = Math.max(1, job.wishes().synchCount());
    Optional<Long> set = JobRows.droneSet(handle, owner, job.wishes());
    ProcessRoom.never(handle, owner.login(), set, weight)
        .ifPresent(
            hold ->
                problems.add(
                    hold.rule() == Rule.CAPACITY ? JobChecks.SYNCH_COUNT : JobChecks.DRONE_SET,
                    hold.observation() + ". Ask for others" + OVERRIDE));
  }

  private void named(List<TargetHost> hosts) {
    if (hosts.isEmpty()) {
      return;
    }
    List<LabHost> named =
        Offers.hosts(handle, hosts.stream().map(TargetHost::id).collect(Collectors.toSet()));
    Map<HostId, String> locked = obstacles.lockedTooLong(named);
    List<String> reasons = new ArrayList<>();
    for (LabHost host : named) {
      Optional<Reserved> other =
          host.offer()
              .reserved()
              .filter(reserved -> !reserved.holder().equalsIgnoreCase(owner.login()));
      if (other.isPresent() && obstacles.outlasts(host)) {
        reasons.add("%s is %s".formatted(host.hostname(), other.get().inWords()));
      } else if (locked.containsKey(host.id())) {
        reasons.add(host.hostname() + " " + locked.get(host.id()));
      }
    }
    if (!reasons.isEmpty()) {
      problems.add(
          JobChecks.HOSTS, "%s. Name other hosts%s".formatted(listed(reasons, "; "), OVERRIDE));
    }
  }

  private Demand demand(Wanted wanted, Optional<TargetLabel> metaHost) {
    return new Demand(
        owner.login(),
        UserGroups.of(handle, owner.login()),
        metaHost.map(label -> new LabelId(label.id())),
        wanted.dependencies().stream()
            .map(label -> new LabelId(label.id()))
            .collect(Collectors.toSet()),
        wanted.group().map(AtomicTargets.Group::id));
  }

  /// Hosts that may do, and why others never will.
  ///
  /// @param seen how many were looked at
  private record Found(Set<Long> able, int seen, Map<String, Integer> reasons) {
    Found() {
      this(new HashSet<>(), 0, new LinkedHashMap<>());
    }

    Found and(Map<Long, Optional<String>> looked) {
      looked.forEach(
          (host, obstacle) ->
              obstacle.ifPresentOrElse(
                  why -> reasons.merge(why, 1, Integer::sum), () -> able.add(host)));
      return new Found(able, seen + looked.size(), reasons);
    }
  }

  private void anyOf(Wanted wanted) {
    Set<Long> taken = new HashSet<>(wanted.hosts().stream().map(TargetHost::id).toList());
    Map<TargetLabel, Integer> counts = new LinkedHashMap<>();
    wanted.metaHosts().forEach(label -> counts.merge(label, 1, Integer::sum));
    int all = wanted.metaHosts().size();
    Set<Long> together = new HashSet<>();
    boolean isEach = true;
    for (Map.Entry<TargetLabel, Integer> each : counts.entrySet()) {
      TargetLabel label = each.getKey();
      Search search = new Search(demand(wanted, Optional.of(label)), taken);
      Found found = search(label, all, search);
      if (found.able().size() < all && found.seen() >= HOSTS_MAX) {
        isEach = false; // There are more, and nobody knows of them.
      } else if (found.able().size() < each.getValue()) {
        isEach = false;
        problems.add(JobChecks.META_HOSTS, refusal(label, each.getValue(), found));
      }
      together.addAll(found.able());
    }
    if (isEach && together.size() < all) {
      problems.add(
          JobChecks.META_HOSTS,
          "asks for %d hosts, and only %d carry any of its labels and can take it. Ask for fewer%s"
              .formatted(all, together.size(), OVERRIDE));
    }
  }

  /// Hosts of a label, as many as would do for the whole job.
  private Found search(TargetLabel label, int enough, Search search) {
    Found found = new Found();
    long after = 0;
    int limit = Math.min(CHUNK, enough + 9);
    while (found.able().size() < enough && found.seen() < HOSTS_MAX) {
      List<Long> ids = ofLabel(label, after, limit);
      limit = CHUNK;
      if (ids.isEmpty()) {
        break;
      }
      after = ids.getLast();
      found = found.and(obstacles.of(ids, search));
    }
    return found;
  }

  /// Some hosts, as many as would do.
  private Found search(List<Long> hosts, int enough, Search search) {
    Found found = new Found();
    for (int at = 0; at < hosts.size() && found.able().size() < enough; at += CHUNK) {
      List<Long> chunk = hosts.subList(at, Math.min(hosts.size(), at + CHUNK));
      found = found.and(obstacles.of(chunk, search));
    }
    return found;
  }

  private static String refusal(TargetLabel label, int count, Found found) {
    if (found.seen() == 0) {
      return "no host carries label %s. Give it to a host%s".formatted(label.name(), OVERRIDE);
    }
    int able = found.able().size();
    String asked =
        able == 0
            ? "%s with label %s can ever take it"
                .formatted(
                    found.seen() == 1
                        ? "not even the one host"
                        : "none of the %d hosts".formatted(found.seen()),
                    label.name())
            : "asks for %d hosts of %s, and %d of %d can take it"
                .formatted(count, label.name(), able, found.seen());
    String why =
        found.reasons().isEmpty()
            ? "no other host carries the label"
            : listed(List.copyOf(found.reasons().keySet()), "; ");
    return "%s: %s. Change that, or what you ask for%s".formatted(asked, why, OVERRIDE);
  }

  /// All hosts of a run come from behind one label of the group.
  private void members(Wanted wanted, AtomicTargets.Group group) {
    Set<Long> labels = new LinkedHashSet<>();
    wanted.dependencies().forEach(label -> labels.add(label.id()));
    wanted.metaHosts().forEach(label -> labels.add(label.id()));
    Map<Long, List<Long>> byLabel = ofGroup(group, labels);
    if (byLabel.values().stream().mapToInt(List::size).sum() >= HOSTS_MAX) {
      return; // There are more, and nobody knows of them.
    }
    Search search = new Search(demand(wanted, wanted.metaHosts().stream().findFirst()), Set.of());
    int needed = Math.max(1, job.wishes().synchCount());
    Found best = new Found();
    for (List<Long> hosts : byLabel.values()) {
      Found found = search(hosts, needed, search);
      if (found.able().size() >= needed) {
        return;
      }
      best = best.seen() == 0 || found.able().size() > best.able().size() ? found : best;
    }
    String why =
        best.reasons().isEmpty() ? "" : ": " + listed(List.copyOf(best.reasons().keySet()), "; ");
    problems.add(
        JobChecks.ATOMIC_GROUP,
        "%s has %d hosts together that can take it, and the job wants %d%s. Ask for fewer%s"
            .formatted(group.name(), best.able().size(), needed, why, OVERRIDE));
  }

  private Map<Long, List<Long>> ofGroup(AtomicTargets.Group group, Set<Long> labels) {
    Map<Long, List<Long>> members = new HashMap<>();
    handle
        .createQuery(OF_GROUP)
        .bind("group", group.id())
        .bindList("labels", labels.isEmpty() ? List.of(0L) : List.copyOf(labels))
        .bind("count", labels.size())
        .bind("limit", HOSTS_MAX)
        .map(
            (row, _) ->
                members
                    .computeIfAbsent(row.getLong("label"), _ -> new ArrayList<>())
                    .add(row.getLong("host")))
        .list();
    return members;
  }

  private List<Long> ofLabel(TargetLabel label, long after, int limit) {
    return handle
        .createQuery(OF_LABEL)
        .bind("label", label.id())
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(Long.class)
        .list();
  }

  private static String listed(List<String> all, String between) {
    String first = all.stream().limit(REASONS_MAX).collect(Collectors.joining(between));
    return all.size() > REASONS_MAX
        ? "%s%sand %d more".formatted(first, between, all.size() - REASONS_MAX)
        : first;
  }
}
