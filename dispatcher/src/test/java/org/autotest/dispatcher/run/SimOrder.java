package org.autotest.dispatcher.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.dispatcher.plan.Patience;
import org.autotest.dispatcher.plan.Rank;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabJob;

/// Of entries that name one host and differ in nothing but their place in the queue, the first gets
/// it: looked at after every round of a simulated lab.
final class SimOrder {
  private final SimTables tables;
  private final SimFree free;
  private Map<EntryId, HostId> waited = new HashMap<>();

  SimOrder(SimTables tables, SimFree free) {
    this.tables = tables;
    this.free = free;
  }

  /// Compares with the round before.
  ///
  /// @return what is wrong
  Optional<String> look() {
    Map<EntryId, HostId> waiting = new HashMap<>();
    for (LabEntry entry : tables.rows().entries().values()) {
      if (entry.status() == EntryStatus.QUEUED
          && free.isPlain(entry)
          && free.mayHave(entry)
          && free.hasDrone(entry)) {
        waiting.put(entry.id(), entry.host().orElseThrow());
      }
    }
    Optional<String> wrong =
        waited.keySet().stream()
            .flatMap(id -> Stream.ofNullable(tables.rows().entries().get(id)))
            .filter(entry -> entry.status().isActive() && !entry.abortRequested())
            .flatMap(taken -> passed(taken, waiting).stream())
            .findFirst();
    waited = waiting;
    return wrong;
  }

  private List<String> passed(LabEntry taken, Map<EntryId, HostId> waiting) {
    Optional<HostId> host = Optional.ofNullable(waited.get(taken.id()));
    return waited.entrySet().stream()
        .filter(
            other ->
                host.equals(Optional.of(other.getValue())) && waiting.containsKey(other.getKey()))
        .flatMap(other -> Stream.ofNullable(tables.rows().entries().get(other.getKey())))
        .filter(other -> rank(other).compareTo(rank(taken)) < 0)
        .map(other -> "entry %s was passed by %s".formatted(other.id(), taken.id()))
        .toList();
  }

  private Rank rank(LabEntry entry) {
    return Rank.of(jobOf(entry), entry, Patience.DEFAULTS.ageStep());
  }

  private LabJob jobOf(LabEntry entry) {
    return Objects.requireNonNull(tables.rows().jobs().get(entry.job()));
  }
}
