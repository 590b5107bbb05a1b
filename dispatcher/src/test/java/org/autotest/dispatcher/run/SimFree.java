package org.autotest.dispatcher.run;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.SpecialTask;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabJob;

/// Which hosts of a simulated lab are free, and for whom.
final class SimFree {
  private final SimTables tables;

  SimFree(SimTables tables) {
    this.tables = tables;
  }

  private LabHost host(LabEntry entry) {
    return Objects.requireNonNull(tables.rows().hosts().get(entry.host().orElseThrow()));
  }

  private LabJob job(LabEntry entry) {
    return Objects.requireNonNull(tables.rows().jobs().get(entry.job()));
  }

  /// Whether nothing stands between an entry that waits and the host it names.
  boolean isFor(LabEntry entry) {
    LabHost host = host(entry);
    boolean keptForOthers =
        tables.kept.entrySet().stream()
            .anyMatch(
                kept -> !kept.getKey().equals(entry.job()) && kept.getValue().contains(host.id()));
    return isFree(host)
        && !keptForOthers
        && hasDrone(entry)
        && mayHave(entry)
        && host.offer().labels().equals(Set.of(SimJobs.X86));
  }

  /// Whether there is a drone that takes new work of its job.
  boolean hasDrone(LabEntry entry) {
    LabJob job = job(entry);
    return tables.fleet().filter(fleet -> !fleet.takes(job)).isEmpty();
  }

  /// Whether the host that an entry names is reserved for nobody else.
  boolean mayHave(LabEntry entry) {
    LabHost host = host(entry);
    LabJob job = job(entry);
    return host.offer().reserved().filter(r -> !r.holder().equals(job.owner())).isEmpty();
  }

  /// Whether it does nothing, and may be used.
  boolean isFree(LabHost host) {
    return host.status() == HostStatus.READY
        && !host.locked()
        && tables.rows().tasks().values().stream()
            .filter(Lab::isOpen)
            .map(SpecialTask::host)
            .noneMatch(host.id()::equals)
        && tables.rows().entries().values().stream()
            .noneMatch(
                entry -> entry.status().isActive() && entry.host().equals(Optional.of(host.id())));
  }

  /// When the dispatcher has nothing to do: nobody waits for a host that is free, or free again.
  ///
  /// @return what is wrong
  Optional<String> waitsInVain() {
    return tables.rows().entries().values().stream()
        .filter(entry -> entry.status() == EntryStatus.QUEUED && isPlain(entry))
        .filter(this::isFor)
        .findFirst()
        .map(entry -> "entry %s waits although its host is free".formatted(entry.id()));
  }

  /// An entry for itself, on the host that it names.
  boolean isPlain(LabEntry entry) {
    LabJob job = job(entry);
    return entry.host().isPresent()
        && entry.metaHost().isEmpty()
        && !entry.abortRequested()
        && !job.isGang()
        && job.dependencies().isEmpty();
  }
}
