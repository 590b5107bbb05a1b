package org.autotest.dispatcher.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.core.schedule.Demand;
import org.autotest.core.schedule.Eligibility;
import org.autotest.core.schedule.Offer;
import org.autotest.store.lab.LabJob;

/// Which hosts would do for an entry that waits, in one round: of those that are free and not given
/// away in this round, or of all that may come free.
final class Fit {
  private final Lab lab;
  private final Eligibility eligibility;
  private final Set<HostId> taken = new HashSet<>();

  Fit(Lab lab) {
    this.lab = lab;
    this.eligibility = new Eligibility(lab.catalogue().labels());
  }

  /// The host is given away.
  void take(HostId host) {
    taken.add(host);
  }

  private Rank rankOf(EntryId entry) {
    return lab.queue().rankOf(entry).orElseThrow();
  }

  List<HostId> usable(LabelId label, EntryId entry, int atMost) {
    return lab.hostsOf(label).stream().filter(h -> isUsable(h, entry)).limit(atMost).toList();
  }

  boolean isUsable(HostId id, EntryId entry) {
    Demand demand = demandOf(entry);
    return lab.host(id)
        .filter(host -> !host.locked() && host.status() != HostStatus.REPAIR_FAILED)
        .filter(host -> demand.metaHost().filter(l -> !host.offer().labels().contains(l)).isEmpty())
        .filter(host -> eligibility.admits(demand, host.offer()))
        .filter(host -> demand.metaHost().isEmpty() || !lab.isBlocked(rankOf(entry).job(), id))
        .isPresent();
  }

  List<HostId> wishes(EntryId entry, int atMost) {
    Optional<HostId> named = lab.entry(entry).orElseThrow().host();
    if (named.isPresent()) {
      return isFor(named.get(), entry) ? List.of(named.get()) : List.of();
    }
    return labels(entry)
        .flatMap(label -> fitting(label, entry, atMost).stream())
        .distinct()
        .limit(atMost)
        .toList();
  }

  /// Labels whose hosts would do for an entry that names none.
  Stream<LabelId> labels(EntryId entry) {
    Demand demand = demandOf(entry);
    return demand.metaHost().isPresent()
        ? demand.metaHost().stream()
        : demand.atomicGroup().stream().flatMap(g -> lab.catalogue().labelsOf(g).stream());
  }

  Demand demandOf(EntryId entry) {
    return lab.queue().demandOf(entry).orElseThrow();
  }

  boolean isFor(HostId host, EntryId entry) {
    return lab.free().contains(host)
        && isLeft(host, entry)
        && eligibility.admits(demandOf(entry), lab.host(host).orElseThrow().offer());
  }

  /// Whether nobody before the entry has it or waits for it. A job for several hosts that holds
  /// some need not mind who waits: its hosts come free when it has run, and it may be that the
  /// other waits for those.
  private boolean isLeft(HostId host, EntryId entry) {
    Rank rank = rankOf(entry);
    return !taken.contains(host)
        && (!lab.kept().isKeptFrom(host, rank.job(), rank) || isUnderWay(rank.job()));
  }

  private boolean isUnderWay(JobId job) {
    return lab.job(job).filter(LabJob::isGang).isPresent()
        && lab.entriesOf(job).stream().anyMatch(Planner::isHeldForStart);
  }

  List<HostId> fitting(LabelId label, EntryId entry, int atMost) {
    List<HostId> fit = new ArrayList<>();
    Demand demand = demandOf(entry);
    JobId job = rankOf(entry).job();
    for (Map.Entry<Offer, Set<HostId>> offered : lab.free().ofLabel(label).entrySet()) {
      if (!admits(demand, offered.getKey())) {
        continue;
      }
      for (HostId host : offered.getValue()) {
        if (fit.size() >= atMost) {
          return fit;
        }
        if (isLeft(host, entry) && !lab.isBlocked(job, host)) {
          fit.add(host);
        }
      }
    }
    return fit;
  }

  private boolean admits(Demand demand, Offer offer) {
    return demand.metaHost().filter(label -> !offer.labels().contains(label)).isEmpty()
        && eligibility.admits(demand, offer);
  }

  boolean anyLeft(EntryId entry, LabelId label) {
    return lab.free().ofLabel(label).entrySet().stream()
        .filter(offered -> admits(demandOf(entry), offered.getKey()))
        .anyMatch(offered -> offered.getValue().stream().anyMatch(host -> isLeft(host, entry)));
  }
}
