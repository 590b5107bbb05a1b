package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.DispatcherConfig;
import org.autotest.dispatcher.launch.Launcher;
import org.autotest.dispatcher.plan.Decision;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.dispatcher.plan.Planner;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabWriter;

/// One dispatcher's time as the planner: from loading the lab until the lease is lost, the database
/// is in trouble, or somebody stops it. A new one is made for each such time, so that nothing stale
/// is carried over; processes and their watch go on.
final class Planning {
  private static final System.Logger LOG = System.getLogger(Planning.class.getName());

  private final Lab lab;
  private final LabRefresh refresh;
  private final Desks desks;
  private final LabWriter writer;
  private final BatchWriter batches;
  private final Executor executor;
  private final Planner planner;
  private final Surroundings around;
  private final Observations observations;
  private final Claims claims;
  private final RoundWords words;
  private Runnable onDroneNews = () -> {};

  /// What a planning time needs from the service.
  ///
  /// @param later things to do at a time; cleared with each planning time
  record Surroundings(
      DispatcherConfig config,
      Launcher launcher,
      Inbox inbox,
      Later later,
      InstantSource clock,
      Rounds rounds) {}

  Planning(Lab lab, LabRefresh refresh, Desks desks, LabWriter writer, Surroundings around) {
    this.lab = lab;
    this.refresh = refresh;
    this.desks = desks;
    this.writer = writer;
    this.batches = new BatchWriter(writer);
    this.around = around;
    this.executor = new Executor(lab, desks, around);
    this.planner =
        new Planner(
            lab,
            desks.starts(),
            desks.parseDesk(),
            desks.archiveDesk(),
            around.config().timing().patience());
    this.claims = new Claims(lab, desks.files(), writer, around);
    this.observations = new Observations(lab, refresh, desks, batches, around, claims);
    this.words = new RoundWords(lab);
  }

  /// Says what was decided.
  RoundWords words() {
    return words;
  }

  /// Finds out whether executions were started.
  Claims claims() {
    return claims;
  }

  /// Looks at the drones before it decides anything, when somebody has decided something about
  /// them.
  void onDroneNews(Runnable look) {
    onDroneNews = look;
  }

  /// Finds out what became of everything that was started before this planning time.
  ///
  /// @param isUnderWay whether a start is still being made by this very process
  void adopt(java.util.function.Predicate<LabExecution> isUnderWay) {
    writer.change(
        tx -> {
          tx.keepNoHosts();
          return true;
        });
    Elsewhere elsewhere = desks.watch().elsewhere();
    Set<ExecutionId> given = elsewhere.given();
    for (LabExecution execution : List.copyOf(lab.executions().all())) {
      if (execution.status() == LabExecution.Status.RUNNING) {
        LOG.log(Level.INFO, "adopting execution %s".formatted(execution.id()));
        observations.watch(execution, execution.process().orElseThrow());
      } else if (execution.status() == LabExecution.Status.STARTING
          && !isUnderWay.test(execution)
          && !(elsewhere.has(execution) && given.contains(execution.id()))) {
        claims.claim(execution);
      }
    }
  }

  /// What one round did.
  ///
  /// @param changes lines of the outbox that it took in
  record Round(int changes, List<Decision> decisions) {
    /// Something was done, so that it is worth looking again at once.
    boolean isBusy() {
      return !decisions.isEmpty();
    }
  }

  /// Looks, thinks and acts once.
  ///
  /// @throws AutotestException when the database is in trouble, the lease is lost, or the picture
  ///   must be loaded anew
  Round round() {
    long before = refresh.taken();
    Duration back = around.later().run(around.clock().instant());
    if (!back.isZero()) {
      LOG.log(Level.WARNING, "the clock was set back by %d s".formatted(back.toSeconds()));
      desks.starts().clockWentBack(back);
    }
    observations.takeAll();
    refresh.refresh(lab);
    if (refresh.takeDroneNews()) {
      onDroneNews.run();
    }
    lab.executions().takeTold().stream()
        .flatMap(execution -> Observation.told(execution).stream())
        .forEach(around.inbox()::add);
    List<Decision> decisions = planner.plan(around.clock().instant());
    try {
      batches.write(decisions.stream().flatMap(d -> executor.prepare(d).stream()).toList());
    } finally {
      executor.launchRecorded();
    }
    return new Round((int) (refresh.taken() - before), decisions);
  }
}
