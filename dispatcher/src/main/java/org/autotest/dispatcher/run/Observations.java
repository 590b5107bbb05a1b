package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.launch.LaunchFailed;
import org.autotest.dispatcher.plan.GroupKey;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.dispatcher.plan.ParseDesk;
import org.autotest.dispatcher.plan.StartKey;
import org.autotest.dispatcher.run.BatchWriter.Item;
import org.autotest.dispatcher.run.Planning.Surroundings;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.Outcome;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.LabExecution.Work;
import org.autotest.store.lab.LabTransaction;
import org.autotest.store.lab.LostRace;

/// Records what other threads saw. What cannot be recorded now stays in the inbox and is tried
/// again; the others go on.
final class Observations {
  private static final System.Logger LOG = System.getLogger(Observations.class.getName());

  /// Most observations that are recorded together.
  private static final int TOGETHER_MAX = 500;

  private final Lab lab;
  private final LabRefresh refresh;
  private final Desks desks;
  private final BatchWriter writer;
  private final Surroundings around;
  private final DecisionSteps steps;
  private final Concerned concerned;
  private final Outcomes outcomes;
  private final FailureLog failures;
  private final Map<Observation, Instant> postponed = new HashMap<>();
  private final Set<ExecutionId> late = new HashSet<>();
  private final Claims claims;
  private final Unbegun unbegun = new Unbegun();
  private final Unread unread = new Unread();

  Observations(
      Lab lab,
      LabRefresh refresh,
      Desks desks,
      BatchWriter writer,
      Surroundings around,
      Claims claims) {
    this.claims = claims;
    this.lab = lab;
    this.refresh = refresh;
    this.desks = desks;
    this.writer = writer;
    this.around = around;
    this.steps = new DecisionSteps(lab);
    this.concerned = new Concerned(lab);
    this.outcomes = new Outcomes(desks.files());
    this.failures = new FailureLog(lab);
  }

  /// Deals with everything in the inbox.
  ///
  /// @throws AutotestException when the database is in trouble or the lease is lost
  void takeAll() {
    Instant now = around.clock().instant();
    postponed.values().removeIf(until -> !until.isAfter(now));
    while (true) {
      List<Observation> seen =
          new ArrayList<>(around.inbox().first(TOGETHER_MAX + postponed.size()));
      seen.removeAll(postponed.keySet());
      if (seen.isEmpty()) {
        return;
      }
      refresh.refresh(lab);
      List<Item> items = new ArrayList<>();
      for (Observation observation : seen) {
        try {
          items.add(item(observation));
        } catch (RuntimeException failure) {
          failed(observation, failure);
        }
      }
      writer.write(items);
      seen.removeAll(postponed.keySet());
      around.inbox().remove(seen);
    }
  }

  private void failed(Observation observation, RuntimeException failure) {
    if (BatchWriter.isForAll(failure)) {
      throw failure;
    }
    if (failure instanceof LostRace stale) {
      LOG.log(Level.WARNING, "%s; %s is void".formatted(stale.problem(), observation));
      Observation.launchOf(observation).ifPresent(desks.launches()::forget);
      return;
    }
    if (failure instanceof AutotestException trouble) {
      LOG.log(Level.WARNING, "%s; trying again later".formatted(trouble.problem()));
    } else {
      LOG.log(Level.ERROR, "taking notice of %s".formatted(observation), failure);
    }
    postponed.put(observation, soon());
    around.later().at(soon(), () -> {});
  }

  private Item item(Observation observation) {
    Item nothing = Item.only(() -> {}, failure -> failed(observation, failure));
    return switch (observation) {
      case Observation.Launched(var id, var process) ->
          lab.executions()
              .get(id)
              .map(execution -> launched(observation, execution, process))
              .orElse(nothing)
              .andThen(() -> desks.launches().forget(id));
      case Observation.NotLaunched(var id, var failure) ->
          lab.executions()
              .get(id)
              .map(execution -> notLaunched(observation, execution, failure))
              .orElse(nothing)
              .andThen(() -> desks.launches().forget(id));
      case Observation.LaunchUnknown(var id, var failure) ->
          lab.executions()
              .get(id)
              .map(execution -> launchUnknown(observation, execution, failure))
              .orElse(nothing)
              .andThen(() -> claims.claimLater(id, failure))
              .andThen(() -> desks.launches().forget(id));
      case Observation.Gone(var id) -> gone(observation, id, false, nothing);
      case Observation.DroneLost(var id) -> gone(observation, id, true, nothing);
      case Observation.Parsed(var group, var parsed) ->
          nothing.andThen(() -> parsed(group, parsed));
      case Observation.Archived(var group, var archived) ->
          nothing.andThen(
              () -> {
                desks.archiveDesk().end(group, archived);
                touch(group);
              });
      case Observation.NotParsed(var group, var failure) ->
          nothing.andThen(() -> notParsed(group, failure));
    };
  }

  private Item gone(Observation observation, ExecutionId id, boolean isDroneLost, Item nothing) {
    return lab.executions()
        .get(id)
        .filter(LabExecution::isOpen)
        .map(execution -> gone(observation, execution, isDroneLost))
        .orElse(nothing)
        .andThen(() -> desks.watch().forget(id));
  }

  private Item item(Observation observation, Consumer<LabTransaction> rows, Runnable then) {
    return new Item(Optional.of(rows), then, failure -> failed(observation, failure));
  }

  private void parsed(GroupKey group, ParseDesk.Parsed parsed) {
    unread.forget(group);
    desks.parseDesk().end(group, parsed);
    touch(group);
  }

  private void notParsed(GroupKey group, AutotestException failure) {
    if (unread.isGivenUp(group, around.clock().instant())) {
      String problem =
          "%s; given up after %d h".formatted(failure.problem(), Unread.GIVEN_UP_AFTER.toHours());
      LOG.log(Level.ERROR, problem);
      parsed(group, new ParseDesk.Parsed(Optional.of(new Failure(failure.blame(), problem))));
      return;
    }
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

  private void touch(GroupKey group) {
    lab.entriesOf(group).forEach(entry -> lab.touch(entry.id()));
  }

  private Item launched(Observation observation, LabExecution execution, ProcessRef process) {
    List<LabEntry> entries = concerned.starting(execution);
    List<LabEntry> preparing = concerned.preparedBy(execution);
    return item(
        observation,
        tx -> {
          tx.executionRuns(execution.id(), process);
          steps.started(tx, entries);
          preparing.stream()
              .filter(entry -> entry.problem().isPresent())
              .forEach(entry -> tx.setProblem(entry.id(), Optional.empty()));
        },
        () -> {
          desks.starts().begun(StartKey.of(execution.work()));
          watch(execution, process);
        });
  }

  /// Watches a process. The results of a job are read as they come, and its time limit is that of
  /// the job; everything else has one here.
  void watch(LabExecution execution, ProcessRef process) {
    desks.watch().watch(execution, process);
    if (execution.work() instanceof Work.Main main) {
      desks.parsers().follow(main.job(), execution.path());
    } else {
      around.later().at(lateAt(execution), () -> stopLate(execution));
    }
  }

  /// Its time does not begin anew with each planner. One that ended while nobody planned is to be
  /// heard of before.
  private Instant lateAt(LabExecution execution) {
    Instant begun = execution.startedAt().orElse(around.clock().instant());
    Instant late = begun.plus(limit());
    return late.isBefore(soon()) ? soon() : late;
  }

  private Duration limit() {
    return around.config().timing().patience().taskLimit();
  }

  private void stopLate(LabExecution execution) {
    lab.executions()
        .get(execution.id())
        .filter(LabExecution::isOpen)
        .ifPresent(
            open -> {
              LOG.log(
                  Level.WARNING,
                  "execution %s in %s: no end in %d s"
                      .formatted(open.id(), open.path(), limit().toSeconds()));
              late.add(open.id());
              try {
                desks.watch().stop(open);
              } catch (LaunchFailed trouble) {
                LOG.log(Level.WARNING, "%s; trying again later".formatted(trouble.problem()));
                around.later().at(soon(), () -> stopLate(execution));
              }
            });
  }

  private Item notLaunched(
      Observation observation, LabExecution execution, AutotestException failure) {
    Failure problem = new Failure(failure.blame(), failure.problem());
    LOG.log(
        Level.WARNING,
        "execution %s: %s (blame: %s)"
            .formatted(execution.id(), failure.problem(), failure.blame().inWords()),
        failure.blame() == Blame.BUG ? failure : null);
    List<LabEntry> entries = concerned.starting(execution);
    List<LabEntry> preparing = concerned.preparedBy(execution);
    boolean forGood = failure.blame() == Blame.SUBMITTER || failure.blame() == Blame.BUG;
    return item(
        observation,
        tx -> {
          tx.executionAbandoned(execution.id(), Optional.empty());
          if (forGood && !entries.isEmpty()) {
            steps.giveUpStart(tx, entries, problem);
          } else {
            entries.forEach(entry -> tx.setProblem(entry.id(), Optional.of(problem)));
            concerned.tellWaiting(tx, execution, preparing, problem);
          }
        },
        () -> {
          EntryStatus now = forGood ? EntryStatus.FAILED : EntryStatus.STARTING;
          failures.entries(entries, now, problem);
          startLater(execution, preparing, problem);
        });
  }

  /// It may run: nothing else is begun in its place, and whoever waits is told what keeps it. Was
  /// it not started, the next attempt comes later each time.
  private Item launchUnknown(
      Observation observation, LabExecution execution, AutotestException failure) {
    Failure problem =
        new Failure(
            failure.blame(),
            failure.problem() + "; finding out whether it was started all the same");
    List<LabEntry> entries = concerned.starting(execution);
    List<LabEntry> preparing = concerned.preparedBy(execution);
    return item(
        observation,
        tx -> {
          entries.forEach(entry -> tx.setProblem(entry.id(), Optional.of(problem)));
          concerned.tellWaiting(tx, execution, preparing, problem);
        },
        () -> {
          failures.entries(entries, EntryStatus.STARTING, problem);
          startLater(execution, preparing, problem);
        });
  }

  private void startLater(LabExecution execution, List<LabEntry> preparing, Failure problem) {
    startLater(execution, preparing, problem, around.config().timing().retry());
  }

  private void startLater(
      LabExecution execution, List<LabEntry> preparing, Failure problem, Duration pause) {
    failures.entries(preparing, EntryStatus.VERIFYING, problem);
    desks.starts().postponeAgain(StartKey.of(execution.work()), around.clock().instant(), pause);
  }

  private Item gone(Observation observation, LabExecution execution, boolean isDroneLost) {
    Item end =
        switch (outcomes.of(execution, around.clock().instant(), isDroneLost)) {
          case Outcomes.End.Ended(var itself) ->
              ended(
                  observation,
                  execution,
                  late.contains(execution.id())
                      ? Outcomes.tooLate(execution, itself, limit())
                      : itself);
          case Outcomes.End.NeverBegan(var outcome) when concerned.isAborted(execution) ->
              ended(observation, execution, Outcomes.aborted(outcome));
          case Outcomes.End.NeverBegan(var outcome) ->
              unbegun.isLast(execution.work())
                  ? ended(observation, execution, outcome)
                  : neverBegan(observation, execution, outcome);
          case Outcomes.End.Hindered(var outcome) -> hindered(observation, execution, outcome);
        };
    return execution.work() instanceof Work.Main main
        ? end.andThen(() -> desks.parsers().forget(main.job(), execution.path()))
        : end;
  }

  private Item ended(Observation observation, LabExecution execution, Outcome outcome) {
    return item(
        observation,
        tx -> tx.executionEnded(execution.id(), outcome),
        () -> {
          late.remove(execution.id());
          unbegun.forget(execution.work());
        });
  }

  private Item neverBegan(Observation observation, LabExecution execution, Outcome outcome) {
    return again(
        observation,
        execution,
        outcome,
        () -> {
          // A full disk is no fault of the task's: it waits for room.
          if (!desks.files().isDiskFull()) {
            unbegun.note(execution.work());
          }
          return around.config().timing().retry();
        });
  }

  private Item hindered(Observation observation, LabExecution execution, Outcome outcome) {
    Duration retry = around.config().timing().retry();
    return again(observation, execution, outcome, () -> unbegun.pause(execution.work(), retry));
  }

  /// It is started once more; whoever waits for it is told why it takes so long.
  private Item again(
      Observation observation, LabExecution execution, Outcome outcome, Supplier<Duration> pause) {
    Failure problem =
        outcome
            .failure()
            .orElseThrow(() -> new IllegalStateException("it never began, for no reason"));
    LOG.log(Level.WARNING, "execution %s: %s".formatted(execution.id(), problem.problem()));
    List<LabEntry> preparing = concerned.preparedBy(execution);
    return item(
        observation,
        tx -> {
          tx.executionAbandoned(execution.id(), Optional.of(outcome));
          concerned.tellWaiting(tx, execution, preparing, problem);
        },
        () -> startLater(execution, preparing, problem, pause.get()));
  }

  private Instant soon() {
    return around.clock().instant().plus(around.config().timing().retry());
  }
}
