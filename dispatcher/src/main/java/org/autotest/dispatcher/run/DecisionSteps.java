package org.autotest.dispatcher.run;

import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostEvent;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.HostTransitions;
import org.autotest.core.job.EntryEvent;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskType;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.schedule.GroupDirectory;
import org.autotest.dispatcher.plan.Decision;
import org.autotest.dispatcher.plan.Decision.Take;
import org.autotest.dispatcher.plan.GroupKey;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabTransaction;

/// What decisions about entries change in the database: each a handful of compare-and-set steps in
/// one transaction.
final class DecisionSteps {
  private final Lab lab;
  private final JobReservations reservations;

  DecisionSteps(Lab lab) {
    this.lab = lab;
    this.reservations = new JobReservations(lab);
  }

  void take(LabTransaction tx, Decision.TakeHosts decision) {
    for (Take take : decision.takes()) {
      tx.requireReady(take.host().id());
      String reason = decision.reason();
      EntryEvent event =
          take.first().isPresent() ? EntryEvent.HOST_TAKEN_TO_PREPARE : EntryEvent.HOST_TAKEN_AS_IS;
      EntryId entry = entryOf(tx, decision, take);
      tx.moveEntry(entry, EntryStatus.QUEUED, event, reason);
      reservations.taken(tx, decision.job(), take.host().id());
      if (take.first().isPresent()) {
        tx.createTask(
            take.host().id(),
            take.first().get(),
            Optional.of(entry),
            decision.owner(),
            "job %s is about to use the host".formatted(decision.job()));
      } else {
        tx.moveHost(take.host().id(), HostStatus.READY, HostEvent.TAKEN_AS_IS, reason);
        if (lab.job(decision.job()).filter(job -> !job.isGang()).isPresent()) {
          group(tx, take.entry(), take.host().hostname().value(), "its host is ready");
        }
      }
    }
  }

  /// The entry that gets the host.
  private static EntryId entryOf(LabTransaction tx, Decision.TakeHosts decision, Take take) {
    EntryId entry = take.entry().id();
    return switch (take.how()) {
      case NAMED -> entry;
      case CHOSEN -> {
        tx.assignHost(entry, decision.job(), take.host().id());
        yield entry;
      }
      case ADDED -> tx.addEntry(entry, decision.job(), take.host().id());
    };
  }

  private Optional<String> groupName(JobId job) {
    return lab.job(job).flatMap(its -> lab.catalogue().groupName(its, lab.entriesOf(job)));
  }

  private static void group(LabTransaction tx, LabEntry entry, String subdir, String reason) {
    if (entry.status() == EntryStatus.WAITING) {
      tx.moveEntry(entry.id(), EntryStatus.WAITING, EntryEvent.WAIT_OVER, reason);
    }
    tx.moveEntry(entry.id(), EntryStatus.PENDING, EntryEvent.GROUP_COMPLETE, reason);
    tx.setSubdir(entry.id(), subdir);
  }

  void startHostless(LabTransaction tx, Decision.StartHostless decision) {
    tx.moveEntry(
        decision.entry().id(), EntryStatus.QUEUED, EntryEvent.HOSTLESS_STARTED, decision.reason());
    tx.setSubdir(decision.entry().id(), ExecutionPath.HOSTLESS);
  }

  void formGroup(LabTransaction tx, Decision.FormGroup decision) {
    String subdir =
        decision.entries().size() == 1
            ? hostOf(decision.entries().getFirst()).hostname().value()
            : GroupDirectory.next(groupName(decision.job()), tx.subdirsOf(decision.job()));
    decision.entries().forEach(entry -> group(tx, entry, subdir, decision.reason()));
  }

  void endMain(LabTransaction tx, Decision.EndMain decision) {
    for (LabEntry entry : decision.entries()) {
      tx.moveEntry(entry.id(), EntryStatus.RUNNING, EntryEvent.AUTOSERV_ENDED, decision.reason());
      decision.outcome().failure().ifPresent(why -> tx.setProblem(entry.id(), Optional.of(why)));
    }
  }

  void relaunch(LabTransaction tx, Decision.Relaunch decision) {
    String subdir = nextAttempt(decision.group());
    Failure trouble = new Failure(Blame.LAB, decision.reason());
    for (LabEntry entry : decision.entries()) {
      tx.moveEntry(entry.id(), EntryStatus.RUNNING, EntryEvent.NEVER_BEGAN, decision.reason());
      tx.setSubdir(entry.id(), subdir);
      tx.setStarted(entry.id(), Optional.empty());
      tx.setProblem(entry.id(), Optional.of(trouble));
    }
  }

  /// `host1` is followed by `host1@2`: no host name and no group has an `@`.
  static String nextAttempt(GroupKey group) {
    int at = group.subdir().lastIndexOf('@');
    return at < 0
        ? group.subdir() + "@2"
        : group.subdir().substring(0, at + 1)
            + (Integer.parseInt(group.subdir().substring(at + 1)) + 1);
  }

  void release(LabTransaction tx, Decision.Release decision) {
    for (LabEntry entry : decision.entries()) {
      tx.moveEntry(entry.id(), EntryStatus.GATHERING, EntryEvent.GATHERED, decision.reason());
      reservations.used(tx, entry);
      entry
          .host()
          .flatMap(lab::host)
          .ifPresent(
              host -> letGo(tx, host, decision.cleanup(), decision.owner(), decision.reason()));
    }
  }

  void finish(LabTransaction tx, Decision.Finish decision) {
    for (LabEntry entry : decision.entries()) {
      tx.moveEntry(entry.id(), entry.status(), decision.event(), decision.reason());
      decision.archivedTo().ifPresent(place -> tx.setArchive(entry.id(), place));
      problem(tx, entry, decision.failure());
    }
  }

  void toArchive(LabTransaction tx, Decision.ToArchive decision) {
    for (LabEntry entry : decision.entries()) {
      tx.moveEntry(
          entry.id(), EntryStatus.PARSING, EntryEvent.PARSED_TO_ARCHIVE, decision.reason());
      problem(tx, entry, decision.failure());
    }
  }

  /// What was noted during the run stays when nothing better is known.
  private static void problem(LabTransaction tx, LabEntry entry, Optional<Failure> failure) {
    if (failure.isPresent() || entry.problem().isEmpty()) {
      tx.setProblem(entry.id(), failure);
    }
  }

  void abort(LabTransaction tx, Decision.Abort decision) {
    tx.moveEntry(
        decision.entry().id(),
        decision.entry().status(),
        EntryEvent.ABORTED_EARLY,
        decision.reason());
    reservations.unused(tx, decision.entry());
    Failure aborted = new Failure(Blame.SUBMITTER, "preparing a host: the job was aborted");
    decision
        .cancel()
        .forEach(task -> tx.finishTask(task.id(), Optional.of(aborted), decision.reason()));
    decision
        .host()
        .ifPresent(
            host -> letGo(tx, host, decision.cleanup(), decision.owner(), decision.reason()));
  }

  /// Says why they failed, unless they are merely left over.
  Optional<Failure> stopShort(LabTransaction tx, Decision.StopShort decision) {
    Optional<Failure> failure = tooFew(decision, tx.lostBeforeStart(decision.job()));
    for (LabEntry entry : decision.entries()) {
      tx.moveEntry(entry.id(), entry.status(), EntryEvent.TOO_FEW_LEFT, decision.reason());
      tx.setProblem(entry.id(), failure);
      letGoReady(tx, entry, decision.reason());
    }
    return failure;
  }

  /// They would be too few also if none had been lost: the others have run, and nobody failed.
  private static Optional<Failure> tooFew(Decision.StopShort decision, List<Blame> lost) {
    return lost.size() < decision.missing()
        ? Optional.empty()
        : Optional.of(new Failure(lost.getFirst(), "waiting for hosts: " + decision.reason()));
  }

  void waitForMore(LabTransaction tx, Decision.WaitForMore decision) {
    for (LabEntry entry : decision.entries()) {
      tx.moveEntry(entry.id(), EntryStatus.PENDING, EntryEvent.WAIT_FOR_MORE, decision.reason());
      tx.setWaitUntil(entry.id(), decision.until());
    }
  }

  /// No failure: the job needs no more than it has.
  void leaveOut(LabTransaction tx, Decision.LeaveOut decision) {
    for (LabEntry entry : decision.entries()) {
      tx.moveEntry(entry.id(), entry.status(), EntryEvent.LEFT_OVER, decision.reason());
      tx.setProblem(entry.id(), Optional.empty());
      letGoReady(tx, entry, decision.reason());
    }
  }

  /// An entry that waits once more has let its host go, but not what its job reserved.
  private void letGoReady(LabTransaction tx, LabEntry entry, String reason) {
    reservations.unused(tx, entry);
    if (entry.status() == EntryStatus.PENDING || entry.status() == EntryStatus.WAITING) {
      letGo(tx, hostOf(entry), false, "", reason);
    }
  }

  /// A group that can never be started.
  void giveUpStart(LabTransaction tx, List<LabEntry> entries, Failure failure) {
    for (LabEntry entry : entries) {
      tx.moveEntry(entry.id(), EntryStatus.STARTING, EntryEvent.LAUNCH_FAILED, failure.problem());
      tx.setProblem(entry.id(), Optional.of(failure));
      reservations.unused(tx, entry);
      entry
          .host()
          .flatMap(lab::host)
          .ifPresent(host -> letGo(tx, host, false, "", failure.problem()));
    }
  }

  /// The autoserv of a group runs.
  void started(LabTransaction tx, List<LabEntry> entries) {
    for (LabEntry entry : entries) {
      tx.moveEntry(entry.id(), EntryStatus.STARTING, EntryEvent.AUTOSERV_STARTED, "autoserv runs");
      tx.setStarted(entry.id(), Optional.of(tx.now()));
      if (entry.problem().isPresent()) {
        tx.setProblem(entry.id(), Optional.empty());
      }
      if (entry.host().isPresent()) {
        LabHost host = hostOf(entry);
        tx.moveHost(
            host.id(),
            host.status(),
            HostEvent.JOB_STARTED,
            "job %s runs on it".formatted(entry.job()));
        tx.setDirty(host.id(), true);
      }
    }
  }

  void releaseHost(LabTransaction tx, Decision.ReleaseHost decision) {
    letGo(tx, decision.host(), false, "", decision.reason());
  }

  /// A host that the entry no longer needs: cleaned up first, or ready at once.
  private static void letGo(
      LabTransaction tx, LabHost host, boolean cleanup, String owner, String reason) {
    if (cleanup) {
      tx.createTask(host.id(), TaskType.CLEANUP, Optional.empty(), owner, reason);
    } else if (HostTransitions.next(host.status(), HostEvent.RELEASED).isPresent()) {
      tx.moveHost(host.id(), host.status(), HostEvent.RELEASED, reason);
    }
  }

  private LabHost hostOf(LabEntry entry) {
    return entry
        .host()
        .flatMap(lab::host)
        .orElseThrow(() -> new IllegalStateException("entry %s has no host".formatted(entry.id())));
  }
}
