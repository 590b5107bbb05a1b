package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.results.ExecutionPath;
import org.autotest.dispatcher.plan.Decision;
import org.autotest.dispatcher.plan.Decision.AfterTask;
import org.autotest.dispatcher.plan.GroupKey;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.dispatcher.plan.StartKey;
import org.autotest.dispatcher.results.ResultsTrouble;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabTransaction;
import org.autotest.store.lab.LabWriter;
import org.autotest.store.lab.LostRace;

/// Carries decisions out, one after another: files that must be there before, then the rows, in one
/// transaction, then the process. A decision whose rows are not as the plan saw them is dropped and
/// its subjects are looked at again.
final class Executor {
  private static final System.Logger LOG = System.getLogger(Executor.class.getName());

  /// Pause before a decision that lost a race is thought over.
  private static final Duration AFTER_LOSS = Duration.ofMillis(250);

  private final Lab lab;
  private final LabWriter writer;
  private final Desks desks;
  private final Later later;
  private final InstantSource clock;
  private final DecisionSteps steps;
  private final FailureLog failures;

  Executor(Lab lab, LabWriter writer, Desks desks, Later later, InstantSource clock) {
    this.lab = lab;
    this.writer = writer;
    this.desks = desks;
    this.later = later;
    this.clock = clock;
    this.steps = new DecisionSteps(lab);
    this.failures = new FailureLog(lab);
  }

  /// Carries one decision out.
  ///
  /// @throws org.autotest.core.failure.AutotestException when the database or the disk is in
  ///   trouble
  void carryOut(Decision decision) {
    LOG.log(
        Level.DEBUG, () -> decision.getClass().getSimpleName() + " because " + decision.reason());
    try {
      dispatch(decision);
    } catch (LostRace lost) {
      LOG.log(Level.INFO, "%s; looking again".formatted(lost.problem()));
      Instant then = clock.instant().plus(AFTER_LOSS);
      Subjects.startKey(decision).ifPresent(key -> desks.starts().postpone(key, then));
      later.at(then, () -> Subjects.touch(lab, decision));
    }
  }

  private void dispatch(Decision decision) {
    switch (decision) {
      case Decision.TakeHosts d -> write(tx -> steps.take(tx, d));
      case Decision.StartHostless d -> write(tx -> steps.startHostless(tx, d));
      case Decision.QueueTask d ->
          write(tx -> tx.createTask(d.host(), d.type(), d.entry(), d.requestedBy(), d.reason()));
      case Decision.StartTask d -> startTask(d);
      case Decision.FinishTask d -> finishTask(d);
      case Decision.CancelTask d -> write(tx -> TaskSteps.cancel(tx, d));
      case Decision.ReleaseHost d -> write(tx -> steps.releaseHost(tx, d));
      case Decision.FormGroup d -> write(tx -> steps.formGroup(tx, d));
      case Decision.StartMain d -> startMain(d);
      case Decision.EndMain d -> endMain(d);
      case Decision.Relaunch d -> write(tx -> steps.relaunch(tx, d));
      case Decision.StartGather d -> startGather(d);
      case Decision.Release d -> write(tx -> steps.release(tx, d));
      case Decision.Parse d -> parse(d.group());
      case Decision.Finish d -> finish(d);
      case Decision.Abort d -> write(tx -> steps.abort(tx, d));
      case Decision.StopExecution d -> stop(d);
      case Decision.StopShort d -> {
        write(tx -> steps.stopShort(tx, d));
        failures.entries(d.entries(), EntryStatus.STOPPED, DecisionSteps.tooFew(d));
      }
      case Decision.TimeOut d -> write(tx -> tx.requestAbort(d.entry().id(), d.reason()));
      case Decision.SetAside d -> setAside(d);
    }
  }

  private void write(Consumer<LabTransaction> changes) {
    writer.change(
        tx -> {
          changes.accept(tx);
          return true;
        });
  }

  private void startMain(Decision.StartMain decision) {
    Optional<ExecutionPath> path = pathOf(decision.group());
    if (path.isEmpty()) {
      Failure unsafe = Subjects.noSafePath(decision.group());
      write(tx -> steps.giveUpStart(tx, decision.entries(), unsafe));
      failures.entries(decision.entries(), EntryStatus.FAILED, unsafe);
      return;
    }
    List<EntryId> ids = decision.entries().stream().map(LabEntry::id).toList();
    ExecutionId execution =
        writer.change(
            tx ->
                tx.createMain(
                    decision.group().job(), path.get(), ids, EntryStatus.STARTING, ids.size()));
    desks.starts().forget(new StartKey.Main(decision.group()));
    List<LabHost> hosts = hostsOf(decision.entries());
    String owner = lab.job(decision.group().job()).orElseThrow().owner();
    desks
        .launches()
        .launch(
            execution,
            () ->
                desks
                    .preparations()
                    .main(execution, path.get(), decision.group().job(), owner, hosts));
  }

  private void startGather(Decision.StartGather decision) {
    ExecutionPath path = pathOf(decision.group()).orElseThrow();
    List<EntryId> ids = decision.entries().stream().map(LabEntry::id).toList();
    ExecutionId execution =
        writer.change(tx -> tx.createGather(decision.group().job(), path, ids, ids.size()));
    desks.starts().forget(new StartKey.Gather(decision.group()));
    List<LabHost> hosts = hostsOf(decision.entries());
    desks.launches().launch(execution, () -> desks.preparations().gather(execution, path, hosts));
  }

  private void startTask(Decision.StartTask decision) {
    ExecutionPath path =
        ExecutionPath.ofTask(
            decision.host().hostname(), decision.task().id(), decision.task().type());
    ExecutionId execution = writer.change(tx -> TaskSteps.start(tx, decision, path));
    desks.starts().forget(new StartKey.Task(decision.task().id()));
    var job = decision.task().onBehalfOf().flatMap(lab::entry).map(LabEntry::job);
    desks
        .launches()
        .launch(
            execution,
            () ->
                desks.preparations().task(execution, path, decision.task(), decision.host(), job));
  }

  private void finishTask(Decision.FinishTask decision) {
    ExecutionPath task =
        ExecutionPath.ofTask(
            decision.host().hostname(), decision.task().id(), decision.task().type());
    beside("keeping the log of " + task, () -> keepTask(decision, task));
    write(tx -> TaskSteps.finish(tx, decision));
    failures.task(decision);
  }

  private void keepTask(Decision.FinishTask decision, ExecutionPath task) {
    switch (decision.after()) {
      case AfterTask.RepairNext(var entry, _) ->
          entry
              .filter(waiting -> waiting.metaHost().isEmpty())
              .flatMap(waiting -> jobPath(waiting, decision.host()))
              .ifPresent(path -> desks.files().copyTaskLog(task, path));
      case AfterTask.GiveUp(var entry, _) ->
          entry
              .filter(waiting -> waiting.metaHost().isEmpty())
              .ifPresent(waiting -> adopt(task, waiting, decision.host()));
      case AfterTask.Nothing _,
          AfterTask.HostReady _,
          AfterTask.VerifyNext _,
          AfterTask.EntryPending _ -> {}
    }
  }

  /// Files that are good to have must not keep an entry from its end when the disk is full: the
  /// database knows the same.
  private static void beside(String what, Runnable files) {
    try {
      files.run();
    } catch (ResultsTrouble trouble) {
      LOG.log(
          Level.WARNING,
          "%s: %s; left out (blame: %s)"
              .formatted(what, trouble.problem(), trouble.blame().inWords()));
    }
  }

  private void adopt(ExecutionPath task, LabEntry entry, LabHost host) {
    Instant queued = lab.job(entry.job()).orElseThrow().createdAt();
    jobPath(entry, host)
        .ifPresent(path -> desks.files().adoptTask(task, path, queued, clock.instant()));
  }

  private void endMain(Decision.EndMain decision) {
    pathOf(decision.group())
        .ifPresent(
            path ->
                beside(
                    "the time of its end",
                    () -> desks.files().finishMain(path, decision.outcome().endedAt())));
    write(tx -> steps.endMain(tx, decision));
  }

  private void parse(GroupKey group) {
    Optional<ExecutionPath> path = pathOf(group);
    if (path.isPresent()) {
      desks.parseDesk().begin(group);
      desks.parsers().parse(group, path.get());
    }
  }

  private void finish(Decision.Finish decision) {
    write(tx -> steps.finish(tx, decision));
    failures.finished(decision);
    desks.parseDesk().forget(decision.group());
  }

  private void stop(Decision.StopExecution decision) {
    lab.executions()
        .get(decision.execution())
        .ifPresent(
            execution -> {
              if (!decision.entries().isEmpty()) {
                List<EntryId> ids = decision.entries().stream().map(LabEntry::id).toList();
                desks
                    .reader()
                    .abort(ids)
                    .ifPresent(
                        note ->
                            beside(
                                "who aborted it",
                                () -> desks.files().noteAbort(execution.path(), note)));
              }
              desks.watch().stop(execution);
            });
  }

  private void setAside(Decision.SetAside decision) {
    LOG.log(
        Level.ERROR, "entry %s is set aside: %s".formatted(decision.entry(), decision.reason()));
    write(tx -> tx.setProblem(decision.entry(), Optional.of(decision.failure())));
  }

  private List<LabHost> hostsOf(List<LabEntry> entries) {
    return entries.stream().flatMap(entry -> entry.host().flatMap(lab::host).stream()).toList();
  }

  private Optional<ExecutionPath> pathOf(GroupKey group) {
    return lab.job(group.job())
        .flatMap(job -> Subjects.path(group.job(), job.owner(), group.subdir()));
  }

  private Optional<ExecutionPath> jobPath(LabEntry entry, LabHost host) {
    return lab.job(entry.job())
        .flatMap(job -> Subjects.path(entry.job(), job.owner(), host.hostname().value()));
  }
}
