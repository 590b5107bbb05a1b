package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import org.autotest.core.failure.AutotestException;
import org.autotest.dispatcher.DispatcherConfig;
import org.autotest.dispatcher.launch.Launcher;
import org.autotest.dispatcher.results.ResultsIngest;
import org.autotest.store.Database;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// The dispatcher: takes jobs through their lives until somebody stops it.
///
/// Any number may run on one database; one plans, the others wait to take over. A dispatcher that
/// is killed, or stopped, leaves its autoserv processes running; the next one adopts them.
public final class DispatcherService implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DispatcherService.class.getName());

  /// Pause after trouble with the database before everything is tried anew.
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

  /// The machine and process the dispatcher is, and its clock.
  ///
  /// @param zone of local times in status logs
  public record Self(String hostname, ProcessRef process, InstantSource clock, ZoneId zone) {}

  private final PlannerLoop loop;

  /// Starts nothing yet.
  public DispatcherService(
      DispatcherConfig config,
      Database database,
      Launcher launcher,
      ResultsIngest ingest,
      Self self) {
    this.loop = new PlannerLoop(config, database, launcher, ingest, self);
    database.onLabChange(loop::wake);
  }

  /// Works until [#close] is called or the thread is interrupted.
  public void run() {
    String last = "";
    try {
      while (!loop.isClosed()) {
        try {
          loop.runUntilTrouble();
          last = "";
        } catch (AutotestException trouble) {
          LOG.log(
              trouble.problem().equals(last) ? Level.DEBUG : Level.WARNING,
              "%s; trying again every %d s (blame: %s)"
                  .formatted(
                      trouble.problem(), AFTER_TROUBLE.toSeconds(), trouble.blame().inWords()));
          last = trouble.problem();
          loop.pause(AFTER_TROUBLE);
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      loop.finish();
    }
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
