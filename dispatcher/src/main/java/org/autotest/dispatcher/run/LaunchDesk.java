package org.autotest.dispatcher.run;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.launch.Launcher;
import org.autotest.dispatcher.launch.Launcher.Launch;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// Prepares and starts executions beside the loop, a few at a time: a slow disk holds up the starts
/// that need it and nothing else.
final class LaunchDesk implements AutoCloseable {
  /// Starts at the same time; each may use a connection to the database.
  private static final int AT_ONCE = 4;

  private final Launcher launcher;
  private final Inbox inbox;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Set<ExecutionId> underWay = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  LaunchDesk(Launcher launcher, Inbox inbox) {
    this.launcher = launcher;
    this.inbox = inbox;
  }

  /// Starts an execution; the inbox tells how it went.
  ///
  /// @param preparation writes the files and tells what to start
  void launch(ExecutionId execution, Callable<Launch> preparation) {
    underWay.add(execution);
    threads.execute(
        () -> {
          places.acquireUninterruptibly();
          try {
            ProcessRef process = launcher.launch(preparation.call());
            inbox.add(new Observation.Launched(execution, process));
          } catch (AutotestException trouble) {
            inbox.add(new Observation.NotLaunched(execution, trouble));
          } catch (Exception bug) {
            inbox.add(new Observation.NotLaunched(execution, new Broken("starting it", bug)));
          } finally {
            places.release();
          }
        });
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
