package org.autotest.dispatcher.run;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabIds;

/// What must be so in a simulated lab, after every round and at the end.
final class SimRules {
  private final SimTables tables;
  private final SimProcesses processes;
  private final SimFree free;
  private final SimOrder order;
  private final SimGangs gangs;
  private final SimTaken taken;

  SimRules(SimTables tables, SimProcesses processes) {
    this.tables = tables;
    this.processes = processes;
    this.free = new SimFree(tables);
    this.order = new SimOrder(tables, free);
    this.gangs = new SimGangs(tables, free);
    this.taken = new SimTaken(tables);
  }

  /// Before a round.
  void remember() {
    taken.remember();
  }

  /// After a round: no host has two entries, no entry is lost, each process is accounted for.
  void require(int entriesMade) {
    Map<HostId, EntryId> holders = new HashMap<>();
    for (LabEntry entry : tables.rows().entries().values()) {
      if (entry.status().isActive() && entry.host().isPresent()) {
        EntryId other = holders.put(entry.host().get(), entry.id());
        require(other == null, "entries %s and %s hold one host".formatted(other, entry.id()));
      }
    }
    requireOneRunOfGroups();
    order.look().or(gangs::look).or(taken::look).ifPresent(wrong -> require(false, wrong));
    require(tables.rows().entries().size() == entriesMade + tables.added(), "an entry is lost");
    for (SimProcesses.Running process : processes.running()) {
      LabExecution row = tables.rows().executions().get(process.launch().execution());
      require(row != null && row.isOpen(), "no open execution for %s".formatted(process.launch()));
    }
  }

  /// When the dispatcher has nothing to do: nobody waits, and nothing is kept, in vain.
  void requireAtRest() {
    free.waitsInVain()
        .or(gangs::lookAtRest)
        .or(this::reservedInVain)
        .ifPresent(wrong -> require(false, wrong));
  }

  /// A job that wants a host no longer keeps it for a day; clocks may have been set back since.
  private Optional<String> reservedInVain() {
    Instant soon = tables.clock.instant().plus(Duration.ofDays(30));
    return tables.rows().reservedBy().entrySet().stream()
        .filter(
            kept ->
                tables.rows().entries().values().stream()
                    .noneMatch(
                        entry ->
                            entry.job().equals(kept.getValue())
                                && !entry.status().isComplete()
                                && entry.host().equals(Optional.of(kept.getKey()))))
        .filter(kept -> isReservedAfter(kept.getKey(), soon))
        .findFirst()
        .map(kept -> "host %s stays reserved by job %s".formatted(kept.getKey(), kept.getValue()));
  }

  private boolean isReservedAfter(HostId host, Instant time) {
    return Optional.ofNullable(tables.rows().hosts().get(host))
        .flatMap(row -> row.offer().reserved())
        .filter(reserved -> reserved.until().isAfter(time))
        .isPresent();
  }

  /// A job that asked for an atomic group runs once.
  private void requireOneRunOfGroups() {
    Map<JobId, String> runs = new HashMap<>();
    for (LabEntry entry : tables.rows().entries().values()) {
      if (entry.atomicGroup().isPresent() && entry.startedAt().isPresent()) {
        String run = entry.subdir().replaceFirst("@\\d+$", "");
        String other = runs.putIfAbsent(entry.job(), run);
        require(
            other == null || other.equals(run),
            "job %s runs in %s and in %s".formatted(entry.job(), other, run));
      }
    }
  }

  /// Whether every life has ended.
  boolean areOver() {
    return tables.rows().entries().values().stream().allMatch(e -> e.status().isComplete())
        && tables.rows().tasks().values().stream().noneMatch(Lab::isOpen)
        && processes.running().isEmpty()
        && tables.rows().hosts().values().stream().allMatch(SimRules::isAtRest);
  }

  private static boolean isAtRest(LabHost host) {
    return host.status() == HostStatus.READY || host.status() == HostStatus.REPAIR_FAILED;
  }

  /// Fails for a life that has not ended.
  void requireOver() {
    tables.rows().entries().values().stream()
        .filter(e -> !e.status().isComplete())
        .forEach(e -> require(false, "it does not end: " + e));
    tables.rows().tasks().values().stream()
        .filter(Lab::isOpen)
        .forEach(task -> require(false, "it does not end: " + task));
    tables.rows().hosts().values().stream()
        .filter(host -> !isAtRest(host))
        .forEach(host -> require(false, "it does not come to rest: " + host));
    require(processes.running().isEmpty(), "it still runs: " + processes.running());
    require(
        tables.rows().executions().values().stream().noneMatch(LabExecution::isOpen),
        "an execution is open and nothing runs");
  }

  /// What the database would tell of the rows that should be in the picture.
  LabIds ids() {
    return new LabIds(
        tables.rows().hosts().keySet().stream().map(HostId::value).toList(),
        List.of(),
        List.of(),
        List.of());
  }

  private static void require(boolean isSo, String otherwise) {
    if (!isSo) {
      throw new AssertionError(otherwise);
    }
  }
}
