package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import org.autotest.core.failure.AutotestException;
import org.autotest.dispatcher.DispatcherConfig;
import org.autotest.dispatcher.launch.Launcher;
import org.autotest.dispatcher.launch.LocalLauncher;
import org.autotest.dispatcher.results.ResultsIngest;
import org.autotest.store.Database;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// The dispatcher: takes jobs through their lives until somebody stops it.
///
/// Any number may run on one database; one plans, the others wait to take over. A dispatcher that
/// is killed, or stopped, leaves its autoserv processes running; the next one adopts them.
public final class DispatcherService implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DispatcherService.class.getName());

  /// The machine and process the dispatcher is, and its clock.
  ///
  /// @param zone of local times in status logs
  public record Self(String hostname, ProcessRef process, InstantSource clock, ZoneId zone) {}

  private final PlannerLoop loop;

  /// Starts nothing yet. Where autoserv runs is the launcher's affair; whichever dispatcher plans
  /// can see all of it.
  public DispatcherService(
      DispatcherConfig config,
      Database database,
      Launcher launcher,
      ResultsIngest ingest,
      Self self) {
    this(database, new PlannerLoop(config, database, launcher, ingest, self, Optional.empty()));
  }

  private DispatcherService(Database database, PlannerLoop loop) {
    this.loop = loop;
    database.onLabChange(loop::wake);
  }

  /// Starts nothing yet. Its machine is one of the lab's drones: whichever dispatcher plans has it
  /// run autoserv.
  ///
  /// @param lostAfter the silence after which what runs here is given up, and before which it is
  ///   ended here; at least three leases
  public static DispatcherService ofDrone(
      DispatcherConfig config,
      Database database,
      LocalLauncher launcher,
      ResultsIngest ingest,
      Self self,
      Duration lostAfter) {
    if (lostAfter.compareTo(config.timing().lease().multipliedBy(3)) < 0) {
      throw new IllegalArgumentException(
          "a drone must not be lost before three leases are over, but after " + lostAfter);
    }
    return new DispatcherService(
        database,
        new PlannerLoop(
            config,
            database,
            launcher,
            ingest,
            self,
            Optional.of(new PlannerLoop.Droning(launcher, lostAfter))));
  }

  /// Works until [#close] is called or the thread is interrupted. Whatever goes wrong, even a bug,
  /// is told, and after a pause everything is begun anew: nothing in memory is carried over.
  public void run() {
    Troubles troubles = new Troubles();
    try {
      while (!loop.isClosed()) {
        try {
          loop.runUntilTrouble();
        } catch (RuntimeException | Error trouble) {
          rest(trouble, troubles.meet(trouble, loop.hadBegun(), System.nanoTime()));
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      loop.finish();
    }
  }

  private void rest(Throwable trouble, Troubles.Answer answer) throws InterruptedException {
    long pause = answer.pause().toSeconds();
    if (trouble instanceof AutotestException known) {
      LOG.log(
          answer.isNews() ? Level.WARNING : Level.DEBUG,
          "%s; trying again every %d s (blame: %s)"
              .formatted(known.problem(), pause, known.blame().inWords()));
    } else {
      LOG.log(
          answer.isNews() ? Level.ERROR : Level.DEBUG,
          "planning; beginning anew in %d s".formatted(pause),
          trouble);
    }
    if (answer.isTold()) {
      loop.tellSoon(Troubles.inWords(trouble));
    }
    loop.pause(answer.pause());
  }

  /// Whether this dispatcher is the planner at this moment.
  public boolean isPlanning() {
    return loop.isPlanning();
  }

  /// What its loop did.
  public Rounds rounds() {
    return loop.rounds();
  }

  /// Asks [#run] to end; executions go on running.
  @Override
  public void close() {
    loop.close();
  }
}
