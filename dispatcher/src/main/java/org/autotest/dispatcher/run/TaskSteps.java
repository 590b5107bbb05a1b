package org.autotest.dispatcher.run;

import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostEvent;
import org.autotest.core.job.EntryEvent;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskType;
import org.autotest.core.results.ExecutionPath;
import org.autotest.dispatcher.plan.Decision;
import org.autotest.dispatcher.plan.Decision.AfterTask;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabTransaction;
import org.autotest.store.lab.NewExecution;

/// What decisions about special tasks change in the database.
final class TaskSteps {
  private final JobReservations reservations;

  TaskSteps(JobReservations reservations) {
    this.reservations = reservations;
  }

  /// The task begins, or begins once more when its first process never did.
  static NewExecution start(LabTransaction tx, Decision.StartTask decision, ExecutionPath path) {
    SpecialTask task = decision.task();
    if (task.status() == SpecialTask.Status.QUEUED) {
      tx.deleteTasks(decision.superseded());
      tx.startTask(task.id(), decision.reason());
      tx.moveHost(
          task.host(),
          decision.host().status(),
          startOf(task.type()),
          "%s %s starts".formatted(task.type().pathWord(), task.id()));
    }
    return tx.createTaskExecution(task.id(), task.type(), path);
  }

  private static HostEvent startOf(TaskType type) {
    return switch (type) {
      case VERIFY -> HostEvent.VERIFY_STARTED;
      case CLEANUP -> HostEvent.CLEANUP_STARTED;
      case REPAIR -> HostEvent.REPAIR_STARTED;
    };
  }

  static void cancel(LabTransaction tx, Decision.CancelTask decision) {
    tx.finishTask(
        decision.task().id(),
        Optional.of(new Failure(Blame.SUBMITTER, "preparing a host: " + decision.reason())),
        decision.reason());
  }

  void finish(LabTransaction tx, Decision.FinishTask decision) {
    LabHost host = decision.host();
    tx.finishTask(decision.task().id(), decision.failure(), decision.reason());
    switch (decision.after()) {
      case AfterTask.Nothing() -> cleaned(tx, decision, decision.failure().isEmpty());
      case AfterTask.HostReady() -> {
        cleaned(tx, decision, true);
        tx.moveHost(host.id(), host.status(), HostEvent.TASK_SUCCEEDED, decision.reason());
      }
      case AfterTask.VerifyNext(var entry, var owner) -> {
        cleaned(tx, decision, true);
        tx.createTask(
            host.id(), TaskType.VERIFY, Optional.of(entry.id()), owner, "the host is clean");
      }
      case AfterTask.EntryPending(var entry) -> {
        cleaned(tx, decision, true);
        tx.moveEntry(entry.id(), EntryStatus.VERIFYING, EntryEvent.PREPARED, decision.reason());
        tx.moveHost(host.id(), host.status(), HostEvent.PREPARED_FOR_ENTRY, decision.reason());
      }
      case AfterTask.RepairNext(var entry, var requestedBy) -> {
        entry.ifPresent(waiting -> requeue(tx, decision, waiting));
        tx.createTask(
            host.id(), TaskType.REPAIR, entry.map(LabEntry::id), requestedBy, decision.reason());
      }
      case AfterTask.GiveUp(var entry, var parse) -> giveUp(tx, decision, entry, parse);
    }
  }

  private static void cleaned(LabTransaction tx, Decision.FinishTask decision, boolean success) {
    if (success && decision.task().type() == TaskType.CLEANUP) {
      tx.setDirty(decision.host().id(), false);
    }
  }

  /// Back to the queue; an entry that takes any host lets this one go.
  private void requeue(LabTransaction tx, Decision.FinishTask decision, LabEntry entry) {
    tx.moveEntry(entry.id(), EntryStatus.VERIFYING, EntryEvent.PREPARE_FAILED, decision.reason());
    tx.setSubdir(entry.id(), "");
    tx.setStarted(entry.id(), Optional.empty());
    tx.setProblem(entry.id(), decision.failure());
    if (entry.metaHost().isPresent()) {
      reservations.unused(tx, entry);
      tx.unassignHost(entry.id(), entry.job(), decision.host().id());
    }
  }

  private void giveUp(
      LabTransaction tx, Decision.FinishTask decision, Optional<LabEntry> entry, boolean parse) {
    LabHost host = decision.host();
    tx.moveHost(host.id(), host.status(), HostEvent.GIVEN_UP, decision.reason());
    decision.failure().ifPresent(failure -> tx.setHostProblem(host.id(), failure));
    if (entry.isEmpty()) {
      return;
    }
    LabEntry waiting = entry.get();
    if (waiting.status() == EntryStatus.VERIFYING) {
      requeue(tx, decision, waiting);
    }
    if (waiting.metaHost().isEmpty()) {
      reservations.unused(tx, waiting);
      tx.moveEntry(
          waiting.id(),
          EntryStatus.QUEUED,
          parse ? EntryEvent.HOST_GIVEN_UP_PARSE : EntryEvent.HOST_GIVEN_UP,
          decision.reason());
      tx.setSubdir(waiting.id(), host.hostname().value());
      tx.setProblem(waiting.id(), decision.failure());
    }
  }
}
