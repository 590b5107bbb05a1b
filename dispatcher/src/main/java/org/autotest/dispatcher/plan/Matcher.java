package org.autotest.dispatcher.plan;

import java.time.Instant;
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
import java.util.stream.Collectors;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.core.schedule.AtomicGroup;
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
  private final Placement placement;
  private final Patience patience;
  private final Instant now;
  private final Fit fit;
  private final Set<JobId> hopeless = new HashSet<>();
  private final List<Decision> decisions = new ArrayList<>();

  /// Looks at one round.
  Matcher(Lab lab, Placement placement, Patience patience, Instant now) {
    this.lab = lab;
    this.placement = placement;
    this.patience = patience;
    this.now = now;
    this.fit = new Fit(lab);
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
    releaseKept();
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
      if (serve(head)) {
        Head.of(head.line(), head.rest()).ifPresent(heads::add);
      }
    }
    tellKept();
    return decisions;
  }

  /// Whether the next entry of the line is to be looked at, too.
  private boolean serve(Head head) {
    if (placement.holdsBack(head.entry(), jobOf(head.entry()))) {
      if (head.line().key() instanceof Wish.Gang) {
        lab.kept().release(jobOf(head.entry()).id()).forEach(lab::touch);
        return false;
      }
      return true;
    }
    return switch (head.line().key()) {
      case Wish.Gang _ -> {
        serveGang(head.line());
        yield false;
      }
      case Wish.Named(var host, _) -> {
        serveNamed(head.entry(), host);
        yield false;
      }
      case Wish.AnyOf(var demand) -> serveAny(head.entry(), demand.metaHost().orElseThrow());
    };
  }

  private Set<WaitingLine> linesToLookAt(Touched touched) {
    Set<WaitingLine> lines = new HashSet<>();
    touched.entries().forEach(entry -> lab.queue().lineOf(entry).ifPresent(lines::add));
    for (HostId id : touched.hosts()) {
      if (lab.free().contains(id)) {
        lab.host(id).ifPresent(host -> lines.addAll(wanting(host)));
      }
    }
    if (!touched.hosts().isEmpty()) {
      // One of them may have been that without which others are kept in vain.
      lab.kept().jobs().forEach(job -> lab.queue().gang(job).ifPresent(lines::add));
    }
    return lines;
  }

  private Set<WaitingLine> wanting(LabHost host) {
    Set<LabelId> labels = host.offer().labels();
    return lab.queue().wanting(host.id(), labels, lab.catalogue().atomicGroupsOf(labels));
  }

  private void serveNamed(EntryId entry, HostId host) {
    if (fit.isFor(host, entry)) {
      take(entry, List.of(new Pair(entry, host)));
    }
  }

  /// False when no further entry of the line can be served.
  private boolean serveAny(EntryId entry, LabelId label) {
    JobId job = jobOf(entry).id();
    if (hopeless.contains(job)) {
      return true;
    }
    List<HostId> hosts = fit.fitting(label, entry, 1);
    if (!hosts.isEmpty()) {
      take(entry, List.of(new Pair(entry, hosts.getFirst())));
      return true;
    }
    // Another job may take a host that is only blocked for this one.
    hopeless.add(job);
    return fit.anyLeft(entry, label);
  }

  /// Takes hosts for a job that runs on several together, or none; then keeps those that are free
  /// for it, if it has waited long.
  private void serveGang(WaitingLine line) {
    EntryId any = line.entries().firstEntry().getValue();
    LabJob job = jobOf(any);
    List<Pair> pairs =
        job.atomicGroup().isPresent() ? ofAtomicGroup(any, job, line) : wholeMultiple(job, line);
    if (pairs.isEmpty()) {
      boolean isImpatient = !now.isBefore(job.createdAt().plus(patience.gangPatience()));
      keep(job, line, isImpatient ? wanted(any, job, line) : Set.of());
    } else {
      keep(job, line, Set.of());
      take(any, pairs);
    }
  }

  /// As many hosts as make, with those that the job holds, a whole multiple of what it wants.
  private List<Pair> wholeMultiple(LabJob job, WaitingLine line) {
    int held = held(job);
    List<Pair> pairs = pairs(line);
    int synch = job.options().synchCount();
    int useful = (held + pairs.size()) / synch * synch - held;
    return useful > 0 ? pairs.subList(0, useful) : List.of();
  }

  private int held(LabJob job) {
    return (int) lab.entriesOf(job.id()).stream().filter(Planner::isHeldForStart).count();
  }

  /// As many hosts of an atomic group as are free, if with those that the job holds they are as
  /// many as it wants, and no more than the group gives.
  private List<Pair> ofAtomicGroup(EntryId any, LabJob job, WaitingLine line) {
    int most = most(job);
    int synch = job.options().synchCount();
    if (synch > most || lab.entriesOf(job.id()).stream().anyMatch(GangRules::hasStarted)) {
      return List.of();
    }
    if (isUnexpanded(any, job)) {
      return labelWithEnough(any, job, synch)
          .map(label -> byName(fit.fitting(label, any, Integer.MAX_VALUE)))
          .orElse(List.of())
          .stream()
          .limit(most)
          .map(host -> new Pair(any, host))
          .toList();
    }
    int held = held(job);
    List<Pair> pairs = pairs(line);
    int useful = Math.min(pairs.size(), most - held);
    return useful > 0 && held + useful >= synch ? pairs.subList(0, useful) : List.of();
  }

  private int most(LabJob job) {
    return lab.catalogue()
        .atomicGroup(job.atomicGroup().orElseThrow())
        .map(AtomicGroup::hostsMax)
        .orElse(0);
  }

  /// Whether the one entry stands for all hosts that the group will give.
  private boolean isUnexpanded(EntryId any, LabJob job) {
    return job.atomicGroup().isPresent()
        && lab.entriesOf(job.id()).size() == 1
        && lab.entry(any).orElseThrow().host().isEmpty();
  }

  /// The first label of the group that has enough free hosts.
  private Optional<LabelId> labelWithEnough(EntryId entry, LabJob job, int atLeast) {
    return lab.catalogue().labelsOf(job.atomicGroup().orElseThrow()).stream()
        .filter(label -> fit.fitting(label, entry, atLeast).size() >= atLeast)
        .findFirst();
  }

  private List<HostId> byName(List<HostId> hosts) {
    return hosts.stream()
        .sorted(Comparator.comparing(host -> lab.host(host).orElseThrow().hostname()))
        .toList();
  }

  /// Free hosts that the job would need, if it can ever have enough: hosts that are busy come free,
  /// those that are locked or given up need somebody.
  private Set<HostId> wanted(EntryId any, LabJob job, WaitingLine line) {
    int need = job.options().synchCount() - held(job) % job.options().synchCount();
    if (isUnexpanded(any, job)) {
      return lab.catalogue().labelsOf(job.atomicGroup().orElseThrow()).stream()
          .filter(label -> fit.usable(label, any, need).size() >= need)
          .findFirst()
          .map(label -> Set.copyOf(fit.fitting(label, any, need)))
          .orElse(Set.of());
    }
    Map<EntryId, List<HostId>> wishes = new LinkedHashMap<>();
    int entries = line.entries().size();
    for (EntryId entry : line.entries().values()) {
      wishes.put(
          entry,
          lab.entry(entry)
              .flatMap(LabEntry::host)
              .map(host -> fit.isUsable(host, entry) ? List.of(host) : List.<HostId>of())
              .orElseGet(
                  () ->
                      fit.labels(entry)
                          .flatMap(l -> fit.usable(l, entry, entries).stream())
                          .toList()));
    }
    return Matching.largest(wishes).size() < need
        ? Set.of()
        : pairs(line).stream().limit(need).map(Pair::host).collect(Collectors.toSet());
  }

  private void keep(LabJob job, WaitingLine line, Set<HostId> hosts) {
    lab.kept().keep(job.id(), line.entries().firstKey(), hosts).forEach(lab::touch);
  }

  /// One may have lost hosts to another.
  private void tellKept() {
    for (JobId job : lab.kept().jobs()) {
      if (!lab.kept().isTold(job)) {
        decisions.add(
            new Decision.KeepHosts(
                job, lab.kept().of(job), "it has waited long for several hosts"));
      }
    }
  }

  /// Hosts that were kept for jobs which wait no more.
  private void releaseKept() {
    for (JobId job : lab.kept().jobs()) {
      if (lab.queue().gang(job).isEmpty()) {
        lab.kept().release(job).forEach(lab::touch);
      }
    }
  }

  private List<Pair> pairs(WaitingLine line) {
    Map<EntryId, List<HostId>> wishes = new LinkedHashMap<>();
    for (EntryId entry : line.entries().values()) {
      wishes.put(entry, fit.wishes(entry, line.entries().size()));
    }
    return Matching.largest(wishes);
  }

  /// A host for an entry.
  record Pair(EntryId entry, HostId host) {}

  private void take(EntryId first, List<Pair> pairs) {
    LabJob job = jobOf(first);
    List<Take> takes = new ArrayList<>();
    Set<EntryId> served = new HashSet<>();
    for (Pair pair : pairs) {
      LabEntry entry = lab.entry(pair.entry()).orElseThrow();
      LabHost host = lab.host(pair.host()).orElseThrow();
      fit.take(host.id());
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
