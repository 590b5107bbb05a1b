package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.launch.Launcher.Launch;
import org.autotest.dispatcher.launch.LocalLauncher;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.store.DatabaseBusy;
import org.autotest.store.lab.DroneDuties;
import org.autotest.store.lab.DroneDuties.Duty;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// Makes this machine a drone: says that it lives, starts, watches and ends what a planner on
/// another machine asks for, and ends everything when it cannot say that it lives for long.
///
/// What it knows is in the database: a new one goes on where the last one stopped.
final class DroneWorker implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DroneWorker.class.getName());

  /// Starts at the same time.
  private static final int AT_ONCE = 4;

  private final DroneDuties duties;
  private final LocalLauncher launcher;
  private final Path resultsRoot;
  private final Pace pace;
  private final BooleanSupplier isPlanning;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Set<ExecutionId> starting = ConcurrentHashMap.newKeySet();
  private final Map<ExecutionId, ProcessRef> untold = new ConcurrentHashMap<>();
  private final Map<ExecutionId, Ended> ended = new HashMap<>();
  private final Set<ExecutionId> troubled = new HashSet<>();
  private final SilenceGuard guard;
  private final ExecutorService starts = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean lookAtAll = true;
  private boolean hasBeaten;
  private String trouble = "";

  /// How often, and how long.
  ///
  /// @param beat between two signs of life, and looks at everything
  /// @param look between two looks for what is new; none while this dispatcher plans, since it asks
  ///   itself for nothing
  record Pace(Duration beat, Duration look, DroneFence fence) {}

  /// Begins to work. The dispatcher must be registered.
  ///
  /// @param resultsRoot the results repository, the same directory on all machines
  DroneWorker(
      DroneDuties duties,
      LocalLauncher launcher,
      Path resultsRoot,
      Pace pace,
      BooleanSupplier isPlanning) {
    this.duties = duties;
    this.launcher = launcher;
    this.resultsRoot = resultsRoot;
    this.pace = pace;
    this.isPlanning = isPlanning;
    this.guard = new SilenceGuard(launcher, launcher::known, pace.fence(), pace.look());
    this.thread = Thread.ofVirtual().name("drone").start(this::work);
  }

  private void work() {
    while (!closed) {
      try {
        turn();
        trouble = "";
      } catch (AutotestException failure) {
        LOG.log(
            failure.problem().equals(trouble) ? Level.DEBUG : Level.WARNING,
            "drone: %s; trying again (blame: %s)"
                .formatted(failure.problem(), failure.blame().inWords()));
        trouble = failure.problem();
      } catch (RuntimeException bug) {
        LOG.log(Level.ERROR, "drone: looking at what it is asked for", bug);
      }
      LockSupport.parkNanos(pace.look().toNanos());
    }
  }

  private void turn() {
    if (!hasBeaten || guard.silence().compareTo(pace.beat()) >= 0) {
      long at = System.nanoTime();
      guard.heard(at, duties.beat());
      hasBeaten = true;
      lookAtAll = true;
    }
    if (lookAtAll) {
      lookAtAll = false;
      seeAll(duties::all);
    } else if (!isPlanning.getAsBoolean()) {
      seeAll(duties::unread);
    }
  }

  /// One that makes trouble holds up no other, and is looked at again.
  private void seeAll(Supplier<List<Duty>> asked) {
    // A start that ends while the list is read may not be in it yet.
    Set<ExecutionId> before = Set.copyOf(starting);
    for (Duty duty : asked.get()) {
      try {
        see(duty, before.contains(duty.execution()) || starting.contains(duty.execution()));
        troubled.remove(duty.execution());
      } catch (AutotestException trouble) {
        if (BatchWriter.isForAll(trouble) || trouble instanceof DatabaseBusy) {
          throw trouble;
        }
        LOG.log(
            troubled.add(duty.execution()) ? Level.WARNING : Level.DEBUG,
            "execution %s: %s; trying again (blame: %s)"
                .formatted(duty.execution(), trouble.problem(), trouble.blame().inWords()));
      }
    }
  }

  private void see(Duty duty, boolean isStarting) {
    DroneStep step = DroneStep.of(duty, isStarting, launcher::isAlive);
    switch (step) {
      case NOTHING -> duty.process().filter(this::isUnwatched).ifPresent(this::watch);
      case START -> start(duty);
      case CLAIM -> claim(duty);
      case TERMINATE, KILL -> end(duty, step);
      case TELL_GONE -> {
        duties.gone(duty.execution());
        ended.remove(duty.execution());
      }
    }
    if (duty.unread() && step != DroneStep.START) {
      duties.read(duty);
    }
  }

  private boolean isUnwatched(ProcessRef process) {
    return !launcher.known().contains(process);
  }

  private void watch(ProcessRef process) {
    launcher.onGone(process, this::lookAgain);
  }

  private void lookAgain() {
    lookAtAll = true;
    LockSupport.unpark(thread);
  }

  /// Asked once, and by force again and again: one that hangs in the kernel ends when that lets it.
  private void end(Duty duty, DroneStep step) {
    Ended before = ended.get(duty.execution());
    if (before != null && before.step() == step && !before.isToBeRepeated()) {
      return;
    }
    ProcessRef process = duty.process().orElseThrow();
    if (step == DroneStep.KILL) {
      LOG.log(Level.WARNING, "execution %s: ending it by force".formatted(duty.execution()));
      launcher.kill(process);
    } else {
      launcher.terminate(process);
    }
    ended.put(duty.execution(), new Ended(step, System.nanoTime()));
  }

  /// How a process was last ended.
  ///
  /// @param at as [System#nanoTime] counts
  private record Ended(DroneStep step, long at) {
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(60);

    boolean isToBeRepeated() {
      return step == DroneStep.KILL && System.nanoTime() - at > AGAIN_AFTER.toNanos();
    }
  }

  /// When the answer is lost it may be taken all the same, and the next look claims it.
  private void start(Duty duty) {
    starting.add(duty.execution());
    boolean isMine = false;
    try {
      isMine = duties.take(duty.execution());
    } finally {
      if (!isMine) {
        starting.remove(duty.execution());
      }
    }
    if (isMine) {
      starts.execute(() -> launch(duty));
    }
  }

  private void launch(Duty duty) {
    places.acquireUninterruptibly();
    try {
      ProcessRef process = launcher.launch(launchOf(duty));
      watch(process);
      tellRuns(duty, process);
    } catch (AutotestException failure) {
      tellFailed(duty, new Failure(failure.blame(), failure.problem()));
    } finally {
      places.release();
      starting.remove(duty.execution());
      lookAgain();
    }
  }

  private Launch launchOf(Duty duty) {
    Path directory = resultsRoot.resolve(duty.path().value());
    return new Launch(
        duty.execution(), directory, duty.argv(), directory.resolve(ResultsFiles.OUTPUT));
  }

  /// It runs, whether or not that can be told: where it cannot, the order stays taken, and the next
  /// look tells it; that of a drone that was started anew finds the process by its fence.
  private void tellRuns(Duty duty, ProcessRef process) {
    untold.put(duty.execution(), process);
    try {
      duties.runs(duty.execution(), process);
      untold.remove(duty.execution());
    } catch (AutotestException unreachable) {
      LOG.log(
          Level.WARNING,
          "execution %s runs as process %d, and telling so: %s; telling it later"
              .formatted(duty.execution(), process.pid(), unreachable.problem()));
    }
  }

  private void claim(Duty duty) {
    Optional.ofNullable(untold.get(duty.execution()))
        .or(() -> launcher.claim(duty.execution(), resultsRoot.resolve(duty.path().value())))
        .ifPresentOrElse(
            process -> {
              duties.runs(duty.execution(), process);
              untold.remove(duty.execution());
            },
            () ->
                tellFailed(
                    duty,
                    new Failure(
                        Blame.LAB,
                        "starting %s: its drone was started anew before it had begun"
                            .formatted(duty.path()))));
  }

  private void tellFailed(Duty duty, Failure failure) {
    try {
      duties.failed(duty.execution(), failure);
    } catch (AutotestException unreachable) {
      // It stays taken, and the next look claims it.
      LOG.log(Level.WARNING, "execution %s: %s".formatted(duty.execution(), failure.problem()));
    }
  }

  /// Stops; the processes go on.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    guard.close();
    starts.close();
  }
}
