package org.autotest.dispatcher.run;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.schedule.LabelFacts;
import org.autotest.core.schedule.Offer;
import org.autotest.core.schedule.Reserved;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabJob;

/// No entry of a simulated lab takes a host that people keep from it: one that is locked, reserved
/// for somebody else, or not of the kind that it asks for. A second account of these rules, written
/// as they read in the documentation, to compare the planner's with.
final class SimTaken {
  private final SimTables tables;
  private Map<HostId, LabHost> hosts = Map.of();
  private Set<EntryId> holders = Set.of();

  SimTaken(SimTables tables) {
    this.tables = tables;
  }

  /// Notes how things are before a round.
  void remember() {
    hosts = new TreeMap<>(tables.rows().hosts());
    holders = holding().map(LabEntry::id).collect(Collectors.toSet());
  }

  private Stream<LabEntry> holding() {
    return tables.rows().entries().values().stream()
        .filter(entry -> entry.status().isActive() && entry.host().isPresent());
  }

  /// Looks at what was taken in the round.
  ///
  /// @return what is wrong
  Optional<String> look() {
    return holding()
        .filter(entry -> !holders.contains(entry.id()))
        .flatMap(entry -> wrong(entry).stream())
        .findFirst();
  }

  private Optional<String> wrong(LabEntry entry) {
    HostId id = entry.host().orElseThrow();
    LabHost host = Objects.requireNonNull(hosts.get(id), () -> "host " + id);
    LabJob job = Objects.requireNonNull(tables.rows().jobs().get(entry.job()));
    return reason(entry, job, host)
        .map(reason -> "entry %s takes host %s, which %s".formatted(entry.id(), id, reason));
  }

  private Optional<String> reason(LabEntry entry, LabJob job, LabHost host) {
    Offer offer = host.offer();
    if (host.locked()) {
      return Optional.of("is locked");
    }
    if (offer.reserved().filter(kept -> isKeptFrom(entry, job, kept)).isPresent()
        // A job that ends in this very round may have given it back.
        && hasReservation(host.id())) {
      return Optional.of("is " + offer.reserved().get().inWords());
    }
    if (!offer.labels().containsAll(job.dependencies())
        || entry.metaHost().filter(label -> !offer.labels().contains(label)).isPresent()) {
      return Optional.of("has only the labels " + offer.labels());
    }
    return offer.labels().stream()
        .filter(label -> isOnlyForOthers(entry, job, label))
        .findFirst()
        .map(label -> "is only for those who need label " + label);
  }

  private boolean isKeptFrom(LabEntry entry, LabJob job, Reserved kept) {
    boolean isHolder =
        kept.holder().equals(job.owner()) && (kept.forLabels() || entry.metaHost().isEmpty());
    return !isHolder && kept.until().isAfter(tables.clock.instant());
  }

  private boolean hasReservation(HostId host) {
    return Optional.ofNullable(tables.rows().hosts().get(host))
        .flatMap(now -> now.offer().reserved())
        .isPresent();
  }

  private boolean isOnlyForOthers(LabEntry entry, LabJob job, LabelId label) {
    return Optional.ofNullable(tables.rows().labels().get(label))
        .filter(LabelFacts::onlyIfNeeded)
        .filter(_ -> entry.metaHost().isPresent())
        .filter(_ -> !job.dependencies().contains(label))
        .filter(_ -> !entry.metaHost().equals(Optional.of(label)))
        .isPresent();
  }
}
