package org.autotest.dispatcher.plan;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.core.schedule.Demand;
import org.autotest.dispatcher.plan.WaitingLine.Wish;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabJob;

/// Queued entries that want a host, as lines of equal demands: a thousand queued jobs of one kind
/// are one line. Found by the host or the label they want.
final class Queue {
  private final Duration ageStep;

  /// Nobody waits yet.
  ///
  /// @param ageStep how long an entry waits until it counts as one priority more
  Queue(Duration ageStep) {
    this.ageStep = ageStep;
  }

  private record Place(WaitingLine line, Rank rank, Optional<HostId> host, Demand demand) {}

  private final Map<Wish, WaitingLine> lines = new HashMap<>();
  private final Map<EntryId, Place> places = new HashMap<>();
  private final Map<HostId, Map<Wish, Integer>> byHost = new HashMap<>();
  private final Map<LabelId, Map<Wish, Integer>> byLabel = new HashMap<>();
  private final Map<Long, Map<Wish, Integer>> byAtomicGroup = new HashMap<>();

  boolean contains(EntryId entry) {
    return places.containsKey(entry);
  }

  int size() {
    return places.size();
  }

  Optional<WaitingLine> lineOf(EntryId entry) {
    return Optional.ofNullable(places.get(entry)).map(Place::line);
  }

  Optional<Rank> rankOf(EntryId entry) {
    return Optional.ofNullable(places.get(entry)).map(Place::rank);
  }

  /// The entries of a job that runs on several hosts together.
  Optional<WaitingLine> gang(JobId job) {
    return Optional.ofNullable(lines.get(new Wish.Gang(job)));
  }

  Optional<Demand> demandOf(EntryId entry) {
    return Optional.ofNullable(places.get(entry)).map(Place::demand);
  }

  /// Lines that a free host with these labels, in these atomic groups, could serve.
  Set<WaitingLine> wanting(HostId host, Set<LabelId> labels, Set<Long> atomicGroups) {
    Set<WaitingLine> found = new LinkedHashSet<>();
    byHost.getOrDefault(host, Map.of()).keySet().forEach(key -> add(key, found));
    for (LabelId label : labels) {
      byLabel.getOrDefault(label, Map.of()).keySet().forEach(key -> add(key, found));
    }
    for (Long group : atomicGroups) {
      byAtomicGroup.getOrDefault(group, Map.of()).keySet().forEach(key -> add(key, found));
    }
    return found;
  }

  private void add(Wish key, Set<WaitingLine> found) {
    WaitingLine line = lines.get(key);
    if (line != null) {
      found.add(line);
    }
  }

  void put(LabEntry entry, LabJob job, Set<String> ownerGroups) {
    remove(entry.id());
    Optional<LabelId> anyOf = entry.host().isPresent() ? Optional.empty() : entry.metaHost();
    Demand demand =
        new Demand(job.owner(), ownerGroups, anyOf, job.dependencies(), entry.atomicGroup());
    Wish key =
        job.isGang()
            ? new Wish.Gang(job.id())
            : entry
                .host()
                .<Wish>map(host -> new Wish.Named(host, demand))
                .orElseGet(() -> new Wish.AnyOf(demand));
    Rank rank = Rank.of(job, entry, ageStep);
    WaitingLine line = lines.computeIfAbsent(key, WaitingLine::new);
    line.entries().put(rank, entry.id());
    Place place = new Place(line, rank, entry.host(), demand);
    places.put(entry.id(), place);
    count(place, key, 1);
  }

  void remove(EntryId entry) {
    Place place = places.remove(entry);
    if (place == null) {
      return;
    }
    Wish key = place.line().key();
    place.line().entries().remove(place.rank());
    if (place.line().entries().isEmpty()) {
      lines.remove(key);
    }
    count(place, key, -1);
  }

  private void count(Place place, Wish key, int by) {
    place.host().ifPresent(host -> count(byHost, host, key, by));
    place.demand().metaHost().ifPresent(label -> count(byLabel, label, key, by));
    if (place.host().isEmpty()) {
      place.demand().atomicGroup().ifPresent(group -> count(byAtomicGroup, group, key, by));
    }
  }

  private static <K> void count(Map<K, Map<Wish, Integer>> index, K at, Wish key, int by) {
    Map<Wish, Integer> keys = index.computeIfAbsent(at, _ -> new HashMap<>());
    keys.merge(key, by, Integer::sum);
    keys.remove(key, 0);
    if (keys.isEmpty()) {
      index.remove(at);
    }
  }
}
