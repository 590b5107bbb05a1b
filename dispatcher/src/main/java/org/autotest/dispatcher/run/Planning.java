package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.SpecialTask;
import org.autotest.dispatcher.DispatcherConfig;
import org.autotest.dispatcher.launch.Launcher;
import org.autotest.dispatcher.plan.Decision;
import org.autotest.dispatcher.plan.GroupKey;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.dispatcher.plan.Planner;
import org.autotest.dispatcher.plan.StartKey;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.LabExecution.Work;
import org.autotest.store.lab.LabWriter;
import org.autotest.store.lab.LeaseLost;
import org.autotest.store.lab.LostRace;

/// One dispatcher's time as the planner: from loading the lab until the lease is lost, the database
/// is in trouble, or somebody stops it. A new one is made for each such time, so that nothing stale
/// is carried over; processes and their watch go on.
final class Planning {
  private static final System.Logger LOG = System.getLogger(Planning.class.getName());

  private final Lab lab;
  private final LabRefresh refresh;
  private final Desks desks;
  private final LabWriter writer;
  private final Executor executor;
  private final Planner planner;
  private final Surroundings around;
  private final DecisionSteps steps;
  private final Outcomes outcomes;
  private final FailureLog failures;

  /// What a planning time needs from the service.
  ///
  /// @param later things to do at a time; cleared with each planning time
  record Surroundings(
      DispatcherConfig config, Launcher launcher, Inbox inbox, Later later, InstantSource clock) {}

  Planning(Lab lab, LabRefresh refresh, Desks desks, LabWriter writer, Surroundings around) {
    this.lab = lab;
    this.refresh = refresh;
    this.desks = desks;
    this.writer = writer;
    this.around = around;
    this.executor = new Executor(lab, writer, desks, around.later(), around.clock());
    this.planner = new Planner(lab, desks.starts(), desks.parseDesk());
    this.steps = new DecisionSteps(lab);
    this.outcomes = new Outcomes(desks.files());
    this.failures = new FailureLog(lab);
  }

  /// Finds out what became of everything that was started before this planning time.
  ///
  /// @param isUnderWay whether a start is still being made by this very process
  void adopt(java.util.function.Predicate<LabExecution> isUnderWay) {
    for (LabExecution execution : List.copyOf(lab.executions().all())) {
      if (execution.status() == LabExecution.Status.RUNNING) {
        LOG.log(Level.INFO, "adopting execution %s".formatted(execution.id()));
        desks.watch().watch(execution.id(), execution.process().orElseThrow());
        follow(execution);
      } else if (execution.status() == LabExecution.Status.STARTING
          && !isUnderWay.test(execution)) {
        claim(execution);
      }
    }
  }

  private void claim(LabExecution execution) {
    try {
      Optional<ProcessRef> process =
          around.launcher().claim(execution.id(), desks.files().directory(execution.path()));
      if (process.isPresent()) {
        launched(execution, process.get());
      } else {
        LOG.log(
            Level.INFO,
            "execution %s was not started before the restart; it is planned again"
                .formatted(execution.id()));
        change(tx -> tx.executionAbandoned(execution.id(), Optional.empty()));
      }
    } catch (AutotestException trouble) {
      if (trouble instanceof LeaseLost) {
        throw trouble;
      }
      LOG.log(
          Level.WARNING,
          "execution %s: %s; trying again".formatted(execution.id(), trouble.problem()));
      around.later().at(soon(), () -> claim(execution));
    }
  }

  /// Looks, thinks and acts once.
  ///
  /// @return whether anything was done, so that it is worth looking again at once
  /// @throws AutotestException when the database is in trouble or the lease is lost
  boolean round() {
    around.later().run(around.clock().instant());
    observe();
    if (!refresh.refresh(lab)) {
      throw new PictureStale();
    }
    List<Decision> decisions = planner.plan(around.clock().instant());
    for (Decision decision : decisions) {
      carryOut(decision);
    }
    return !decisions.isEmpty();
  }

  /// Changes may have been missed: load everything anew.
  static final class PictureStale extends AutotestException {
    private static final long serialVersionUID = 1L;

    PictureStale() {
      super(Blame.LAB, "following the lab: some changes were missed; loading everything");
    }
  }

  private void carryOut(Decision decision) {
    try {
      executor.carryOut(decision);
    } catch (AutotestException trouble) {
      if (isForAll(trouble)) {
        throw trouble;
      }
      LOG.log(
          Level.WARNING,
          "%s; trying again in %d s"
              .formatted(trouble.problem(), around.config().timing().retry().toSeconds()));
      tryLater(decision);
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "carrying out %s".formatted(decision), bug);
      tryLater(decision);
    }
  }

  /// What waits for a process stays in line and would be decided again at once.
  private void tryLater(Decision decision) {
    Subjects.startKey(decision).ifPresent(key -> desks.starts().postpone(key, soon()));
    around.later().at(soon(), () -> Subjects.touch(lab, decision));
  }

  /// Whether the trouble stops everything, not only one decision.
  private static boolean isForAll(AutotestException trouble) {
    return trouble instanceof LeaseLost
        || trouble instanceof org.autotest.store.DatabaseUnavailable
        || trouble instanceof org.autotest.store.DatabaseBusy;
  }

  /// Deals with everything in the inbox. What cannot be recorded now stays there.
  private void observe() {
    Optional<Observation> next = around.inbox().first();
    while (next.isPresent()) {
      refresh.refresh(lab);
      try {
        take(next.get());
      } catch (LostRace stale) {
        LOG.log(Level.WARNING, "%s; %s is void".formatted(stale.problem(), next.get()));
      }
      around.inbox().removeFirst();
      next = around.inbox().first();
    }
  }

  private void take(Observation observation) {
    switch (observation) {
      case Observation.Launched(var id, var process) -> {
        lab.executions().get(id).ifPresent(execution -> launched(execution, process));
        desks.launches().forget(id);
      }
      case Observation.NotLaunched(var id, var failure) -> {
        lab.executions().get(id).ifPresent(execution -> notLaunched(execution, failure));
        desks.launches().forget(id);
      }
      case Observation.Gone(var id) -> {
        lab.executions().get(id).filter(LabExecution::isOpen).ifPresent(this::gone);
        desks.watch().forget(id);
      }
      case Observation.Parsed(var group, var parsed) -> {
        desks.parseDesk().end(group, parsed);
        touch(group);
      }
      case Observation.NotParsed(var group, var failure) -> {
        LOG.log(Level.WARNING, "%s; reading again later".formatted(failure.problem()));
        around
            .later()
            .at(
                soon(),
                () -> {
                  desks.parseDesk().forget(group);
                  touch(group);
                });
      }
    }
  }

  private void touch(GroupKey group) {
    lab.entriesOf(group).forEach(entry -> lab.touch(entry.id()));
  }

  private void launched(LabExecution execution, ProcessRef process) {
    List<LabEntry> entries = entriesOf(execution, EntryStatus.STARTING);
    List<LabEntry> preparing = preparedBy(execution);
    change(
        tx -> {
          tx.executionRuns(execution.id(), process);
          steps.started(tx, entries);
          preparing.stream()
              .filter(entry -> entry.problem().isPresent())
              .forEach(entry -> tx.setProblem(entry.id(), Optional.empty()));
        });
    desks.watch().watch(execution.id(), process);
    follow(execution);
  }

  private void follow(LabExecution execution) {
    if (execution.work() instanceof Work.Main main) {
      desks.parsers().follow(main.job(), execution.path());
    }
  }

  private void notLaunched(LabExecution execution, AutotestException failure) {
    Failure problem = new Failure(failure.blame(), failure.problem());
    LOG.log(
        Level.WARNING,
        "execution %s: %s (blame: %s)"
            .formatted(execution.id(), failure.problem(), failure.blame().inWords()),
        failure.blame() == Blame.BUG ? failure : null);
    List<LabEntry> entries = entriesOf(execution, EntryStatus.STARTING);
    List<LabEntry> preparing = preparedBy(execution);
    boolean forGood = failure.blame() == Blame.SUBMITTER || failure.blame() == Blame.BUG;
    change(
        tx -> {
          tx.executionAbandoned(execution.id(), Optional.empty());
          if (forGood && !entries.isEmpty()) {
            steps.giveUpStart(tx, entries, problem);
          } else {
            entries.forEach(entry -> tx.setProblem(entry.id(), Optional.of(problem)));
            preparing.forEach(entry -> tx.setProblem(entry.id(), Optional.of(problem)));
            task(execution).ifPresent(task -> tx.setHostProblem(task.host(), problem));
          }
        });
    failures.entries(entries, forGood ? EntryStatus.FAILED : EntryStatus.STARTING, problem);
    failures.entries(preparing, EntryStatus.VERIFYING, problem);
    desks.starts().postpone(startKey(execution.work()), soon());
  }

  private void gone(LabExecution execution) {
    switch (outcomes.of(execution, around.clock().instant())) {
      case Outcomes.End.Ended(var outcome) ->
          change(tx -> tx.executionEnded(execution.id(), outcome));
      case Outcomes.End.NeverBegan(var outcome) -> {
        LOG.log(
            Level.WARNING,
            "execution %s: %s"
                .formatted(execution.id(), outcome.failure().map(Failure::problem).orElse("")));
        change(tx -> tx.executionAbandoned(execution.id(), Optional.of(outcome)));
        desks.starts().postpone(startKey(execution.work()), soon());
      }
    }
    if (execution.work() instanceof Work.Main main) {
      desks.parsers().forget(main.job(), execution.path());
    }
  }

  private static StartKey startKey(Work work) {
    return switch (work) {
      case Work.Main(var job, var subdir) -> new StartKey.Main(new GroupKey(job, subdir));
      case Work.Gather(var job, var subdir) -> new StartKey.Gather(new GroupKey(job, subdir));
      case Work.Task(var task) -> new StartKey.Task(task);
    };
  }

  private List<LabEntry> entriesOf(LabExecution execution, EntryStatus status) {
    return execution.work() instanceof Work.Main(var job, var subdir)
        ? lab.entriesOf(new GroupKey(job, subdir)).stream()
            .filter(entry -> entry.status() == status)
            .toList()
        : List.of();
  }

  /// The entry whose host a special task prepares.
  private List<LabEntry> preparedBy(LabExecution execution) {
    return task(execution).flatMap(SpecialTask::onBehalfOf).flatMap(lab::entry).stream()
        .filter(entry -> entry.status() == EntryStatus.VERIFYING)
        .toList();
  }

  private Optional<SpecialTask> task(LabExecution execution) {
    return execution.work() instanceof Work.Task(var id) ? lab.task(id) : Optional.empty();
  }

  private void change(java.util.function.Consumer<org.autotest.store.lab.LabTransaction> steps) {
    writer.change(
        tx -> {
          steps.accept(tx);
          return true;
        });
  }

  private Instant soon() {
    Duration pause = around.config().timing().retry();
    return around.clock().instant().plus(pause);
  }
}
