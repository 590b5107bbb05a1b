package org.autotest.dispatcher.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.schedule.AtomicGroup;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabJob;

/// Jobs whose hosts run together: when they start, and when too few hosts are left. Pure.
final class GangRules {
  private final Lab lab;
  private final Patience patience;
  private final Instant now;

  GangRules(Lab lab, Patience patience, Instant now) {
    this.lab = lab;
    this.patience = patience;
    this.now = now;
  }

  /// What to do for one job, looked at once a round.
  List<Decision> look(LabJob job) {
    List<LabEntry> alive =
        lab.entriesOf(job.id()).stream()
            .filter(entry -> !entry.abortRequested())
            .filter(GangRules::isBeforeStart)
            .toList();
    if (job.atomicGroup().isPresent()) {
      Optional<AtomicGroup> group = lab.catalogue().atomicGroup(job.atomicGroup().get());
      boolean started = lab.entriesOf(job.id()).stream().anyMatch(GangRules::hasStarted);
      return AtomicStart.decide(
          new AtomicStart.Standing(job, group, alive, lab.hasBlocks(job.id()), started),
          lab.byHostname(),
          patience.groupWait(),
          now);
    }
    return several(job, alive);
  }

  private List<Decision> several(LabJob job, List<LabEntry> alive) {
    int synch = job.options().synchCount();
    List<LabEntry> pending =
        alive.stream()
            .filter(entry -> entry.status() == EntryStatus.PENDING)
            .sorted(lab.byHostname())
            .toList();
    if (pending.size() >= synch) {
      return List.of(
          new Decision.FormGroup(
              job.id(), pending.subList(0, synch), "all %d hosts are ready".formatted(synch)));
    }
    return alive.size() < synch ? stopShort(job, alive) : List.of();
  }

  /// Those that are being prepared come to their end first.
  static List<Decision> stopShort(LabJob job, List<LabEntry> alive) {
    List<LabEntry> stopped =
        alive.stream().filter(entry -> entry.status() != EntryStatus.VERIFYING).toList();
    List<Decision> decisions = new ArrayList<>();
    if (!stopped.isEmpty()) {
      decisions.add(
          new Decision.StopShort(
              job.id(),
              stopped,
              job.options().synchCount() - alive.size(),
              "%d left, and the job wants %d at once"
                  .formatted(alive.size(), job.options().synchCount())));
    }
    return decisions;
  }

  /// Whether it is part of a run. One that was given up with its host is not, though what its
  /// verify left may be read as results.
  static boolean hasStarted(LabEntry entry) {
    return switch (entry.status()) {
      case STARTING, RUNNING, GATHERING -> true;
      case PARSING, ARCHIVING -> entry.startedAt().isPresent();
      case QUEUED, VERIFYING, PENDING, WAITING -> false;
      case COMPLETED, FAILED, ABORTED, STOPPED, TEMPLATE -> false;
    };
  }

  private static boolean isBeforeStart(LabEntry entry) {
    return switch (entry.status()) {
      case QUEUED, VERIFYING, PENDING, WAITING -> true;
      case STARTING, RUNNING, GATHERING, PARSING, ARCHIVING -> false;
      case COMPLETED, FAILED, ABORTED, STOPPED, TEMPLATE -> false;
    };
  }
}
