package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
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
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.launch.Launcher.Launch;
import org.autotest.dispatcher.launch.LocalLauncher;
import org.autotest.dispatcher.results.ResultsFiles;
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
  private final Set<ExecutionId> terminated = new HashSet<>();
  private final ExecutorService starts = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean lookAtAll = true;
  private int others;
  private long beatAt;
  private boolean hasBeaten;
  private DroneFence.Act fenced = DroneFence.Act.LET;
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
    this.beatAt = System.nanoTime();
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
      fence();
      LockSupport.parkNanos(pace.look().toNanos());
    }
  }

  private void turn() {
    if (!hasBeaten || sinceBeat().compareTo(pace.beat()) >= 0) {
      others = duties.beat();
      beatAt = System.nanoTime();
      hasBeaten = true;
      fenced = DroneFence.Act.LET;
      lookAtAll = true;
    }
    if (lookAtAll) {
      lookAtAll = false;
      duties.all().forEach(this::see);
    } else if (!isPlanning.getAsBoolean()) {
      duties.unread().forEach(this::see);
    }
  }

  private Duration sinceBeat() {
    return Duration.ofNanos(System.nanoTime() - beatAt);
  }

  private void see(Duty duty) {
    DroneStep step = DroneStep.of(duty, starting.contains(duty.execution()), launcher::isAlive);
    switch (step) {
      case NOTHING -> duty.process().filter(this::isUnwatched).ifPresent(this::watch);
      case START -> start(duty);
      case CLAIM -> claim(duty);
      case TERMINATE -> terminate(duty);
      case KILL -> {
        LOG.log(Level.WARNING, "execution %s: ending it by force".formatted(duty.execution()));
        launcher.kill(duty.process().orElseThrow());
      }
      case TELL_GONE -> duties.gone(duty.execution());
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

  private void terminate(Duty duty) {
    if (terminated.add(duty.execution())) {
      launcher.terminate(duty.process().orElseThrow());
    }
  }

  private void start(Duty duty) {
    starting.add(duty.execution());
    if (duties.take(duty.execution())) {
      starts.execute(() -> launch(duty));
    } else {
      starting.remove(duty.execution());
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

  private void fence() {
    DroneFence.Act act = pace.fence().act(sinceBeat(), others);
    if (act == fenced) {
      return;
    }
    fenced = act;
    List<ProcessRef> running = List.copyOf(launcher.known());
    switch (act) {
      case LET -> {}
      case TERMINATE -> {
        LOG.log(
            Level.ERROR,
            "drone: no sign of life got through for %d s; asking %d processes to end"
                .formatted(sinceBeat().toSeconds(), running.size()));
        running.forEach(launcher::terminate);
      }
      case KILL -> running.forEach(launcher::kill);
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
    starts.close();
  }
}
