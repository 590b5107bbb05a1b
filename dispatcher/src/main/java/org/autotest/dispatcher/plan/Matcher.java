package org.autotest.dispatcher.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.core.schedule.AtomicGroup;
import org.autotest.core.schedule.Demand;
import org.autotest.core.schedule.Eligibility;
import org.autotest.core.schedule.Offer;
import org.autotest.dispatcher.plan.Decision.How;
import org.autotest.dispatcher.plan.Decision.Take;
import org.autotest.dispatcher.plan.WaitingLine.Wish;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabJob;

/// Gives free hosts to waiting entries, in the order of their ranks.
///
/// Looks only at lines that something happened to: one of their entries is new, or a host they want
/// became free. Nothing else can have changed for the others.
final class Matcher {
  /// Most entries served in one round; the rest is looked at again in the next, so that a flood of
  /// new jobs does not keep the running ones waiting.
  static final int TAKES_MAX = 500;

  private final Lab lab;
  private final Eligibility eligibility;
  private final Set<HostId> taken = new HashSet<>();
  private final Set<JobId> hopeless = new HashSet<>();
  private final List<Decision> decisions = new ArrayList<>();

  Matcher(Lab lab) {
    this.lab = lab;
    this.eligibility = new Eligibility(lab.catalogue().labels());
  }

  /// One line at the entry whose turn it is.
  private record Head(Rank rank, WaitingLine line, Iterator<Map.Entry<Rank, EntryId>> rest) {
    static Optional<Head> of(WaitingLine line, Iterator<Map.Entry<Rank, EntryId>> rest) {
      return rest.hasNext()
          ? Optional.of(new Head(rest.next().getKey(), line, rest))
          : Optional.empty();
    }

    EntryId entry() {
      return rank.entry();
    }
  }

  List<Decision> match(Touched touched) {
    PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing(Head::rank));
    for (WaitingLine line : linesToLookAt(touched)) {
      Head.of(line, line.entries().entrySet().iterator()).ifPresent(heads::add);
    }
    while (!heads.isEmpty()) {
      Head head = heads.remove();
      if (decisions.size() >= TAKES_MAX) {
        lab.touch(head.entry());
        continue;
      }
      boolean goOn =
          switch (head.line().key()) {
            case Wish.Gang _ -> serveGang(head.line());
            case Wish.Named(var host, var demand) -> serveNamed(head.entry(), host, demand);
            case Wish.AnyOf(var demand) -> serveAny(head.entry(), demand);
          };
      if (goOn) {
        Head.of(head.line(), head.rest()).ifPresent(heads::add);
      }
    }
    return decisions;
  }

  private Set<WaitingLine> linesToLookAt(Touched touched) {
    Set<WaitingLine> lines = new HashSet<>();
    touched.entries().forEach(entry -> lab.queue().lineOf(entry).ifPresent(lines::add));
    for (HostId id : touched.hosts()) {
      if (lab.free().contains(id)) {
        lab.host(id).ifPresent(host -> lines.addAll(wanting(host)));
      }
    }
    return lines;
  }

  private Set<WaitingLine> wanting(LabHost host) {
    Set<LabelId> labels = host.offer().labels();
    return lab.queue().wanting(host.id(), labels, lab.catalogue().atomicGroupsOf(labels));
  }

  /// False when no further entry of the line can be served.
  private boolean serveNamed(EntryId entry, HostId host, Demand demand) {
    if (isFor(host, demand)) {
      take(entry, List.of(new Pair(entry, host)));
    }
    return false;
  }

  private boolean serveAny(EntryId entry, Demand demand) {
    JobId job = jobOf(entry).id();
    if (hopeless.contains(job)) {
      return true;
    }
    List<HostId> fit = fitting(entry, demand, 1);
    if (!fit.isEmpty()) {
      take(entry, List.of(new Pair(entry, fit.getFirst())));
      return true;
    }
    // Another job may take a host that is only blocked for this one.
    hopeless.add(job);
    return anyFree(demand);
  }

  /// Takes hosts for a job that wants several at once: a whole multiple of what it wants, counting
  /// those it holds; or none.
  private boolean serveGang(WaitingLine line) {
    EntryId any = line.entries().firstEntry().getValue();
    LabJob job = jobOf(any);
    if (job.atomicGroup().isPresent()) {
      serveAtomic(any, job, line);
      return false;
    }
    long held =
        lab.entriesOf(job.id()).stream().filter(entry -> Planner.isHeldForStart(entry)).count();
    List<Pair> pairs = pairs(line);
    int synch = job.options().synchCount();
    long useful = (held + pairs.size()) / synch * synch - held;
    if (useful > 0) {
      take(any, pairs.subList(0, (int) useful));
    }
    return false;
  }

  private List<Pair> pairs(WaitingLine line) {
    Map<EntryId, List<HostId>> wishes = new LinkedHashMap<>();
    for (EntryId entry : line.entries().values()) {
      wishes.put(entry, wishes(entry, line.entries().size()));
    }
    return Matching.largest(wishes);
  }

  /// Takes hosts of an atomic group: as many as are free, if with those that the job holds they are
  /// as many as it wants, and no more than the group gives.
  private void serveAtomic(EntryId any, LabJob job, WaitingLine line) {
    List<LabEntry> entries = lab.entriesOf(job.id());
    int most =
        lab.catalogue()
            .atomicGroup(job.atomicGroup().orElseThrow())
            .map(AtomicGroup::hostsMax)
            .orElse(0);
    int synch = job.options().synchCount();
    if (synch > most || entries.stream().anyMatch(GangRules::hasStarted)) {
      return;
    }
    LabEntry first = lab.entry(any).orElseThrow();
    if (entries.size() == 1 && first.host().isEmpty()) {
      List<HostId> hosts = ofAtomicGroup(first, job, synch);
      if (!hosts.isEmpty()) {
        take(any, hosts.stream().limit(most).map(host -> new Pair(any, host)).toList());
      }
      return;
    }
    int held = (int) entries.stream().filter(Planner::isHeldForStart).count();
    List<Pair> pairs = pairs(line);
    int useful = Math.min(pairs.size(), most - held);
    if (useful > 0 && held + useful >= synch) {
      take(any, pairs.subList(0, useful));
    }
  }

  /// The free hosts of the first label of the group that has enough, by name; none when none has.
  private List<HostId> ofAtomicGroup(LabEntry entry, LabJob job, int atLeast) {
    Demand demand = lab.queue().demandOf(entry.id()).orElseThrow();
    for (LabelId label : lab.catalogue().labelsOf(job.atomicGroup().orElseThrow())) {
      List<HostId> fit = fitting(label, job, demand, Integer.MAX_VALUE);
      if (fit.size() >= atLeast) {
        return fit.stream()
            .sorted(Comparator.comparing(host -> lab.host(host).orElseThrow().hostname()))
            .toList();
      }
    }
    return List.of();
  }

  private List<HostId> wishes(EntryId entry, int atMost) {
    Demand demand = lab.queue().demandOf(entry).orElseThrow();
    Optional<HostId> named = lab.entry(entry).orElseThrow().host();
    if (named.isPresent()) {
      return isFor(named.get(), demand) ? List.of(named.get()) : List.of();
    }
    return fitting(entry, demand, atMost);
  }

  private List<HostId> fitting(EntryId entry, Demand demand, int atMost) {
    return demand.metaHost().isPresent()
        ? fitting(demand.metaHost().get(), jobOf(entry), demand, atMost)
        : demand.atomicGroup().stream()
            .flatMap(group -> lab.catalogue().labelsOf(group).stream())
            .flatMap(label -> fitting(label, jobOf(entry), demand, atMost).stream())
            .distinct()
            .limit(atMost)
            .toList();
  }

  /// A host for an entry.
  record Pair(EntryId entry, HostId host) {}

  private boolean isFor(HostId host, Demand demand) {
    return lab.free().contains(host)
        && !taken.contains(host)
        && eligibility.admits(demand, lab.host(host).orElseThrow().offer());
  }

  private List<HostId> fitting(LabelId label, LabJob job, Demand demand, int atMost) {
    List<HostId> fit = new ArrayList<>();
    for (Map.Entry<Offer, Set<HostId>> offered : lab.free().ofLabel(label).entrySet()) {
      boolean carries =
          demand.metaHost().filter(asked -> !offered.getKey().labels().contains(asked)).isEmpty();
      if (!carries || !eligibility.admits(demand, offered.getKey())) {
        continue;
      }
      for (HostId host : offered.getValue()) {
        if (fit.size() >= atMost) {
          return fit;
        }
        if (!taken.contains(host) && !lab.isBlocked(job.id(), host)) {
          fit.add(host);
        }
      }
    }
    return fit;
  }

  private boolean anyFree(Demand demand) {
    return lab.free().ofLabel(demand.metaHost().orElseThrow()).entrySet().stream()
        .filter(offered -> eligibility.admits(demand, offered.getKey()))
        .anyMatch(offered -> !taken.containsAll(offered.getValue()));
  }

  private void take(EntryId first, List<Pair> pairs) {
    LabJob job = jobOf(first);
    List<Take> takes = new ArrayList<>();
    Set<EntryId> served = new HashSet<>();
    for (Pair pair : pairs) {
      LabEntry entry = lab.entry(pair.entry()).orElseThrow();
      LabHost host = lab.host(pair.host()).orElseThrow();
      taken.add(host.id());
      How how =
          !served.add(entry.id()) ? How.ADDED : entry.host().isPresent() ? How.NAMED : How.CHOSEN;
      takes.add(new Take(entry, host, how, Preparation.first(job, host)));
    }
    String reason =
        takes.size() == 1
            ? takes.getFirst().host().hostname() + " is free"
            : "%d hosts are free together".formatted(takes.size());
    decisions.add(new Decision.TakeHosts(job.id(), job.owner(), takes, reason));
  }

  private LabJob jobOf(EntryId entry) {
    return lab.entry(entry).flatMap(known -> lab.job(known.job())).orElseThrow();
  }
}
