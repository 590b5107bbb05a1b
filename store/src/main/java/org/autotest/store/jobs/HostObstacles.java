package org.autotest.store.jobs;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.LabelId;
import org.autotest.core.host.Protection;
import org.autotest.core.schedule.Demand;
import org.autotest.core.schedule.Eligibility;
import org.autotest.core.schedule.Hold;
import org.autotest.core.schedule.Rule;
import org.autotest.store.SqlTime;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.Offers;
import org.jdbi.v3.core.Handle;

/// What keeps a host from a job however long that waits.
final class HostObstacles {
  private static final String LOCKED_TOO_LONG =
      """
      SELECT host.id, user.login, host.lock_reason, host.lock_expires
      FROM afe_hosts host LEFT JOIN afe_users user ON user.id = host.locked_by_id
      WHERE host.id IN (<hosts>) AND host.locked = 1
        AND (host.lock_expires IS NULL OR host.lock_expires > :deadline)
      """;

  private static final String GIVEN_UP_SINCE =
      """
      SELECT id FROM afe_hosts WHERE id IN (<hosts>) AND status_changed_at > :since
      """;

  private final Handle handle;
  private final Instant deadline;
  private final Optional<Duration> looksAgainAfter;

  /// What to look for among hosts.
  ///
  /// @param taken hosts that the job uses already
  record Search(Demand demand, Set<Long> taken) {}

  /// @param deadline when the job is given up
  /// @param looksAgainAfter how long after a host was given up it is verified without being asked;
  ///   empty: never
  HostObstacles(Handle handle, Instant deadline, Optional<Duration> looksAgainAfter) {
    this.handle = handle;
    this.deadline = deadline;
    this.looksAgainAfter = looksAgainAfter;
  }

  /// Looks at hosts, a few hundred at most.
  ///
  /// @return of each that is there, by id, what no waiting removes; empty when it may take an entry
  ///   some time
  Map<Long, Optional<String>> of(Collection<Long> ids, Search search) {
    List<LabHost> hosts = Offers.hosts(handle, ids);
    Eligibility rules = rules(search.demand(), hosts);
    Map<HostId, String> locked = lockedTooLong(hosts);
    Set<HostId> givenUp = givenUp(hosts);
    Map<Long, Optional<String>> found = new LinkedHashMap<>();
    hosts.forEach(host -> found.put(host.id().value(), of(host, search, rules, locked, givenUp)));
    return found;
  }

  private Eligibility rules(Demand demand, List<LabHost> hosts) {
    Set<LabelId> labels = new HashSet<>(demand.dependencies());
    demand.metaHost().ifPresent(labels::add);
    hosts.forEach(host -> labels.addAll(host.offer().labels()));
    return new Eligibility(Offers.labels(handle, labels));
  }

  private Optional<String> of(
      LabHost host,
      Search search,
      Eligibility rules,
      Map<HostId, String> locked,
      Set<HostId> givenUp) {
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
    if (givenUp.contains(host.id())) {
      return Optional.of(name + " was given up (Repair Failed)");
    }
    return Optional.ofNullable(locked.get(host.id())).map(why -> name + " " + why);
  }

  /// Those in Repair Failed at which nobody looks again before the job is given up.
  private Set<HostId> givenUp(List<LabHost> hosts) {
    Set<HostId> givenUp = new HashSet<>();
    List<Long> again = new ArrayList<>();
    for (LabHost host : hosts) {
      if (host.status() == HostStatus.REPAIR_FAILED) {
        if (looksAgainAfter.isPresent() && host.protection() != Protection.DO_NOT_VERIFY) {
          again.add(host.id().value());
        } else {
          givenUp.add(host.id());
        }
      }
    }
    if (!again.isEmpty()) {
      handle
          .createQuery(GIVEN_UP_SINCE)
          .bindList("hosts", again)
          .bind("since", deadline.minus(looksAgainAfter.orElseThrow()))
          .mapTo(Long.class)
          .forEach(id -> givenUp.add(new HostId(id)));
    }
    return givenUp;
  }

  /// Whether a reservation ends only after the job has been given up.
  boolean outlasts(LabHost host) {
    return host.offer().reserved().filter(kept -> kept.until().isAfter(deadline)).isPresent();
  }

  /// How those are locked that are locked for longer than the job waits.
  Map<HostId, String> lockedTooLong(List<LabHost> hosts) {
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
}
