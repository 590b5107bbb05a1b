package org.autotest.store.jobs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.NewJob;
import org.autotest.core.schedule.Demand;
import org.autotest.core.schedule.Eligibility;
import org.autotest.core.schedule.Hold;
import org.autotest.core.schedule.Reserved;
import org.autotest.core.schedule.Rule;
import org.autotest.store.Database;
import org.autotest.store.SqlTime;
import org.autotest.store.access.Caller;
import org.autotest.store.access.Problems;
import org.autotest.store.access.UserGroups;
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

  /// Most hosts of one label looked at.
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

  private static final String LOCKED_TOO_LONG =
      """
      SELECT host.id, user.login, host.lock_reason, host.lock_expires
      FROM afe_hosts host LEFT JOIN afe_users user ON user.id = host.locked_by_id
      WHERE host.id IN (<hosts>) AND host.locked = 1
        AND (host.lock_expires IS NULL OR host.lock_expires > :deadline)
      """;

  private final Handle handle;
  private final Caller owner;
  private final Instant deadline;
  private final NewJob job;

  /// @param owner of the job
  Feasibility(Handle handle, Caller owner, NewJob job) {
    this.handle = handle;
    this.owner = owner;
    this.job = job;
    this.deadline = Database.now(handle).plus(job.wishes().timeout());
  }

  /// Notes what is impossible, under the arguments that ask for it.
  void check(
      List<TargetHost> hosts,
      List<TargetLabel> metaHosts,
      List<TargetLabel> dependencies,
      Problems problems) {
    drone(problems);
    named(hosts, problems);
    if (metaHosts.isEmpty()) {
      return;
    }
    Set<Long> taken = new HashSet<>(hosts.stream().map(TargetHost::id).toList());
    Set<String> groups = UserGroups.of(handle, owner.login());
    Set<LabelId> needed =
        dependencies.stream().map(label -> new LabelId(label.id())).collect(Collectors.toSet());
    Map<TargetLabel, Integer> wanted = new LinkedHashMap<>();
    metaHosts.forEach(label -> wanted.merge(label, 1, Integer::sum));
    wanted.forEach(
        (label, count) -> {
          Demand demand =
              new Demand(
                  owner.login(),
                  groups,
                  Optional.of(new LabelId(label.id())),
                  needed,
                  Optional.empty());
          anyOf(label, count, new Search(demand, taken), problems);
        });
  }

  /// A drone that is away for a while comes back; one that is not there does not.
  private void drone(Problems problems) {
    int weight = Math.max(1, job.wishes().synchCount());
    Optional<Long> set = JobRows.droneSet(handle, owner, job.wishes());
    ProcessRoom.never(handle, owner.login(), set, weight)
        .ifPresent(
            hold ->
                problems.add(
                    hold.rule() == Rule.CAPACITY ? JobChecks.SYNCH_COUNT : JobChecks.DRONE_SET,
                    hold.observation() + ". Ask for others" + OVERRIDE));
  }

  private void named(List<TargetHost> hosts, Problems problems) {
    if (hosts.isEmpty()) {
      return;
    }
    List<LabHost> named =
        Offers.hosts(handle, hosts.stream().map(TargetHost::id).collect(Collectors.toSet()));
    Map<HostId, String> locked = lockedTooLong(named);
    List<String> reasons = new ArrayList<>();
    for (LabHost host : named) {
      Optional<Reserved> other =
          host.offer()
              .reserved()
              .filter(reserved -> !reserved.holder().equalsIgnoreCase(owner.login()));
      if (other.isPresent()) {
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

  /// What to look for among the hosts of a label.
  ///
  /// @param taken hosts that the job uses already
  private record Search(Demand demand, Set<Long> taken) {}

  private void anyOf(TargetLabel label, int count, Search search, Problems problems) {
    int able = 0;
    int seen = 0;
    Map<String, Integer> reasons = new LinkedHashMap<>();
    long after = 0;
    int limit = Math.min(CHUNK, count + 9);
    while (able < count && seen < HOSTS_MAX) {
      List<Long> ids = ofLabel(label, after, limit);
      limit = CHUNK;
      if (ids.isEmpty()) {
        break;
      }
      after = ids.getLast();
      seen += ids.size();
      List<LabHost> hosts = Offers.hosts(handle, ids);
      Eligibility rules = rules(search.demand(), hosts);
      Map<HostId, String> locked = lockedTooLong(hosts);
      for (LabHost host : hosts) {
        Optional<String> reason = obstacle(host, search, rules, locked);
        reason.ifPresent(why -> reasons.merge(why, 1, Integer::sum));
        able += reason.isEmpty() ? 1 : 0;
      }
    }
    if (able < count) {
      problems.add(JobChecks.META_HOSTS, refusal(label, count, able, seen, reasons));
    }
  }

  private static String refusal(
      TargetLabel label, int count, int able, int seen, Map<String, Integer> reasons) {
    if (seen == 0) {
      return "no host carries label %s. Give it to a host%s".formatted(label.name(), OVERRIDE);
    }
    String asked =
        able == 0
            ? "%s with label %s can ever take it"
                .formatted(
                    seen == 1 ? "not even the one host" : "none of the %d hosts".formatted(seen),
                    label.name())
            : "asks for %d hosts of %s, and %d of %d can take it"
                .formatted(count, label.name(), able, seen);
    String why =
        reasons.isEmpty()
            ? "no other host carries the label"
            : listed(List.copyOf(reasons.keySet()), "; ");
    return "%s: %s. Change that, or what you ask for%s".formatted(asked, why, OVERRIDE);
  }

  private Eligibility rules(Demand demand, List<LabHost> hosts) {
    Set<LabelId> labels = new HashSet<>(demand.dependencies());
    demand.metaHost().ifPresent(labels::add);
    hosts.forEach(host -> labels.addAll(host.offer().labels()));
    return new Eligibility(Offers.labels(handle, labels));
  }

  /// What no waiting removes; empty when the host may take an entry some time.
  private Optional<String> obstacle(
      LabHost host, Search search, Eligibility rules, Map<HostId, String> locked) {
    String name = host.hostname().value();
    if (search.taken().contains(host.id().value())) {
      return Optional.of(name + " is named besides");
    }
    Optional<Hold> hold =
        rules.holds(search.demand(), host.offer(), name).stream()
            .filter(each -> each.rule() != Rule.RESERVED || outlasts(host))
            .findFirst();
    if (hold.isPresent()) {
      return hold.map(Hold::observation);
    }
    if (host.status() == HostStatus.REPAIR_FAILED) {
      return Optional.of(name + " was given up (Repair Failed)");
    }
    return Optional.ofNullable(locked.get(host.id())).map(why -> name + " " + why);
  }

  /// Whether a reservation ends only after the job has been given up.
  private boolean outlasts(LabHost host) {
    return host.offer().reserved().filter(kept -> kept.until().isAfter(deadline)).isPresent();
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

  private Map<HostId, String> lockedTooLong(List<LabHost> hosts) {
    Map<HostId, String> locked = new HashMap<>();
    List<Long> ids = hosts.stream().filter(LabHost::locked).map(host -> host.id().value()).toList();
    if (ids.isEmpty()) {
      return locked;
    }
    handle
        .createQuery(LOCKED_TOO_LONG)
        .bindList("hosts", ids)
        .bind("deadline", deadline)
        .map(
            (row, _) -> {
              String by = row.getString("login");
              String reason = row.getString("lock_reason");
              return locked.put(
                  new HostId(row.getLong("id")),
                  "is locked%s until %s%s"
                      .formatted(
                          by == null ? "" : " by " + by,
                          SqlTime.read(row, "lock_expires")
                              .map(end -> end.truncatedTo(ChronoUnit.MINUTES) + ", too late for it")
                              .orElse("somebody unlocks it"),
                          reason == null ? "" : ": " + reason));
            })
        .list();
    return locked;
  }

  private static String listed(List<String> all, String between) {
    String first = all.stream().limit(REASONS_MAX).collect(Collectors.joining(between));
    return all.size() > REASONS_MAX
        ? "%s%sand %d more".formatted(first, between, all.size() - REASONS_MAX)
        : first;
  }
}
