package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.results.ExecutionPath;
import org.autotest.dispatcher.launch.Launcher;
import org.autotest.dispatcher.launch.Launcher.Launch;
import org.autotest.dispatcher.launch.StartUnknown;
import org.autotest.dispatcher.run.Preparations.Subject;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LaunchReader.Texts;

/// Prepares and starts executions beside the loop, a few at a time: a slow disk holds up the starts
/// that need it and nothing else.
final class LaunchDesk implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LaunchDesk.class.getName());

  /// Starts at the same time.
  private static final int AT_ONCE = 4;

  /// One execution that is recorded and shall be started.
  ///
  /// @param isElsewhere whether the drone of another machine starts it
  record Start(ExecutionId execution, ExecutionPath path, Subject subject, boolean isElsewhere) {}

  private final Launcher launcher;
  private final Texting texts;
  private final Preparations preparations;
  private final Inbox inbox;
  private final Elsewhere elsewhere;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Set<ExecutionId> underWay = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads;

  /// Reads what starts need.
  @FunctionalInterface
  interface Texting {
    /// Reads the texts of jobs and the labels of hosts.
    Texts read(Collection<JobId> jobs, Collection<HostId> hosts);
  }

  /// Starts nothing yet, and nothing on other machines.
  ///
  /// @param threads in which starts are made
  LaunchDesk(
      Launcher launcher,
      Texting texts,
      Preparations preparations,
      Inbox inbox,
      ExecutorService threads) {
    this(launcher, texts, preparations, inbox, threads, Elsewhere.NOTHING);
  }

  /// @param elsewhere takes what the drones of other machines start
  LaunchDesk(
      Launcher launcher,
      Texting texts,
      Preparations preparations,
      Inbox inbox,
      ExecutorService threads,
      Elsewhere elsewhere) {
    this.elsewhere = elsewhere;
    this.launcher = launcher;
    this.texts = texts;
    this.threads = threads;
    this.preparations = preparations;
    this.inbox = inbox;
  }

  /// Starts executions; the inbox tells how it went with each.
  void launch(List<Start> starts) {
    if (starts.isEmpty()) {
      return;
    }
    starts.forEach(start -> underWay.add(start.execution()));
    threads.execute(() -> read(starts));
  }

  private void read(List<Start> starts) {
    try {
      Texts read =
          texts.read(
              starts.stream().flatMap(start -> start.subject().jobs().stream()).toList(),
              starts.stream().flatMap(start -> start.subject().labelled().stream()).toList());
      starts.forEach(start -> threads.execute(() -> launch(start, read)));
    } catch (AutotestException trouble) {
      starts.forEach(start -> inbox.add(new Observation.NotLaunched(start.execution(), trouble)));
    } catch (RuntimeException bug) {
      Broken broken = new Broken("reading what is to be started", bug);
      starts.forEach(start -> inbox.add(new Observation.NotLaunched(start.execution(), broken)));
    }
  }

  private void launch(Start start, Texts read) {
    ExecutionId execution = start.execution();
    places.acquireUninterruptibly();
    try {
      Launch launch = preparations.prepare(execution, start.path(), start.subject(), read);
      if (start.isElsewhere()) {
        order(launch);
      } else {
        inbox.add(new Observation.Launched(execution, launcher.launch(launch)));
      }
    } catch (StartUnknown unknown) {
      inbox.add(new Observation.LaunchUnknown(execution, unknown));
    } catch (AutotestException trouble) {
      inbox.add(new Observation.NotLaunched(execution, trouble));
    } catch (RuntimeException bug) {
      inbox.add(new Observation.NotLaunched(execution, new Broken("starting it", bug)));
    } finally {
      places.release();
    }
  }

  /// When that fails it may have been asked for all the same: [DroneCheck] finds out.
  private void order(Launch launch) {
    try {
      elsewhere.start(launch);
    } catch (AutotestException trouble) {
      LOG.log(
          Level.WARNING,
          "execution %s: %s; finding out whether its drone was asked to start it"
              .formatted(launch.execution(), trouble.problem()));
    }
    underWay.remove(launch.execution());
  }

  /// Whether the start of the execution is being made, or was made and is not recorded yet.
  boolean isUnderWay(LabExecution execution) {
    return underWay.contains(execution.id());
  }

  /// Whether any start is being made, or is not recorded yet.
  boolean isBusy() {
    return !underWay.isEmpty();
  }

  /// How the start went is recorded.
  void forget(ExecutionId execution) {
    underWay.remove(execution);
  }

  /// Waits for the starts that are under way: what was started is to be known.
  @Override
  public void close() {
    threads.close();
  }

  /// A bug that one piece of work ran into; the others go on.
  static final class Broken extends AutotestException {
    private static final long serialVersionUID = 1L;

    Broken(String attempt, Exception cause) {
      super(Blame.BUG, "%s: %s".formatted(attempt, cause), cause);
    }
  }
}
