package org.autotest.dispatcher.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.schedule.AtomicGroup;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabJob;

/// When a job that asked for an atomic group starts: at once when every host it may get is ready,
/// after a wait with those that are ready then, and never with fewer than it wants. It runs once;
/// entries that are not ready at its start are left over. Pure.
final class AtomicStart {
  private AtomicStart() {}

  /// One job as it stands.
  ///
  /// @param group empty when it was deleted
  /// @param alive entries that have not started and are not aborted
  /// @param expanded whether others of its entries have, or had, hosts
  /// @param started whether some have started
  record Standing(
      LabJob job,
      Optional<AtomicGroup> group,
      List<LabEntry> alive,
      boolean expanded,
      boolean started) {
    int synch() {
      return job.options().synchCount();
    }

    List<LabEntry> with(EntryStatus... statuses) {
      return alive.stream().filter(e -> List.of(statuses).contains(e.status())).toList();
    }

    /// The one entry that stands for as many as the group will give.
    boolean isUnexpanded() {
      return !expanded
          && alive.size() == 1
          && alive.getFirst().host().isEmpty()
          && alive.getFirst().status() == EntryStatus.QUEUED;
    }
  }

  /// @param order of the hosts in the run
  static List<Decision> decide(
      Standing job, Comparator<LabEntry> order, Duration wait, Instant now) {
    if (job.alive().isEmpty()) {
      return List.of();
    }
    if (job.started()) {
      return List.of(
          new Decision.LeaveOut(
              job.job().id(), job.alive(), "the job runs on other hosts of its atomic group"));
    }
    if (job.group().isEmpty()) {
      return abort(job, "its atomic group is gone");
    }
    int most = job.group().get().hostsMax();
    if (job.synch() > most) {
      return abort(
          job,
          "the job wants %d hosts at once and atomic group %s gives at most %d"
              .formatted(job.synch(), job.group().get().name(), most));
    }
    return job.isUnexpanded() ? List.of() : start(job, most, order, wait, now);
  }

  private static List<Decision> start(
      Standing job, int most, Comparator<LabEntry> order, Duration wait, Instant now) {
    List<LabEntry> ready = job.with(EntryStatus.PENDING, EntryStatus.WAITING);
    Optional<Instant> until =
        job.with(EntryStatus.WAITING).stream()
            .flatMap(entry -> entry.waitUntil().stream())
            .min(Comparator.naturalOrder());
    boolean over = until.isPresent() && !now.isBefore(until.get());
    boolean complete = ready.size() >= Math.min(job.alive().size(), most);
    if (ready.size() >= job.synch() && (complete || over || wait.isZero())) {
      List<LabEntry> run = ready.stream().sorted(order).limit(most).toList();
      return List.of(
          new Decision.FormGroup(
              job.job().id(),
              run,
              "hosts of atomic group %2$s that are ready: %1$d%3$s"
                  .formatted(
                      run.size(),
                      job.group().orElseThrow().name(),
                      complete ? "" : "; the wait for more is over")));
    }
    if (job.alive().size() < job.synch()) {
      return GangRules.stopShort(job.job(), job.alive());
    }
    if (over) {
      return abort(
          job,
          "ready when the wait for its atomic group was over: %d, and the job wants %d"
              .formatted(ready.size(), job.synch()));
    }
    Instant end = until.orElse(now.plus(wait));
    return ready.size() < job.synch() ? List.of() : waitFor(job, most, ready.size(), end);
  }

  private static List<Decision> waitFor(Standing job, int most, int ready, Instant until) {
    List<LabEntry> pending = job.with(EntryStatus.PENDING);
    int more = Math.min(job.alive().size(), most) - ready;
    return pending.isEmpty()
        ? List.of()
        : List.of(
            new Decision.WaitForMore(
                job.job().id(),
                pending,
                until,
                "%d ready, and %d may still come".formatted(ready, more)));
  }

  private static List<Decision> abort(Standing job, String reason) {
    return job.alive().stream().<Decision>map(e -> new Decision.AskAbort(e, reason)).toList();
  }
}
