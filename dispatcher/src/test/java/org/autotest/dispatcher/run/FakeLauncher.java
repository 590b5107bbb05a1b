package org.autotest.dispatcher.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.results.Pidfile;
import org.autotest.dispatcher.launch.LaunchFailed;
import org.autotest.dispatcher.launch.Launcher;
import org.autotest.dispatcher.launch.StartUnknown;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// Starts nothing, and lets a test decide how each process goes on. Complains when two processes
/// are started in one directory for the same purpose, and when a test ends a process that does not
/// run.
final class FakeLauncher implements Launcher {
  /// A process that a test may end.
  record Running(Launch launch, ProcessRef process) {
    /// Below the results root: `17-alice/host1`.
    String path(Path root) {
      return root.relativize(launch.directory()).toString();
    }

    boolean has(String option) {
      return launch.argv().contains(option);
    }

    private String pidfile() {
      return has("--collect-crashinfo") ? Pidfile.COLLECT_CRASHINFO : Pidfile.AUTOSERV;
    }
  }

  private final Map<ProcessRef, Running> running = new LinkedHashMap<>();
  private final Map<ProcessRef, Runnable> listeners = new HashMap<>();
  private final Map<ExecutionId, Optional<ProcessRef>> fences = new HashMap<>();
  private final List<String> history = new ArrayList<>();
  private Optional<String> refusal = Optional.empty();
  private boolean isMute;
  private boolean losesStarts;
  private final AtomicInteger ignoredKills = new AtomicInteger();
  private Consumer<Launch> onLaunch = _ -> {};
  private volatile Optional<String> signalRefusal = Optional.empty();
  private volatile Optional<ProcessRef> unsignalled = Optional.empty();
  private long nextPid = 100;

  @Override
  public synchronized ProcessRef launch(Launch launch) {
    onLaunch.accept(launch);
    if (refusal.isPresent()) {
      throw new LaunchFailed("autoserv", refusal.get());
    }
    if (losesStarts) {
      throw new StartUnknown(
          new LaunchFailed("sbatch", "timed out"), new LaunchFailed("its fence", "timed out"));
    }
    if (fences.containsKey(launch.execution())) {
      throw new IllegalStateException("execution " + launch.execution() + " started twice");
    }
    ProcessRef process = new ProcessRef(nextPid++, 1, "boot");
    Running started = new Running(launch, process);
    running.values().stream()
        .filter(other -> other.launch().directory().equals(launch.directory()))
        .findAny()
        .ifPresent(
            other -> {
              throw new IllegalStateException("two processes in " + launch.directory());
            });
    fences.put(launch.execution(), Optional.of(process));
    running.put(process, started);
    history.add(String.join(" ", launch.argv()));
    write(started, new Pidfile.Running(process.pid()));
    if (isMute) {
      throw new StartUnknown(
          new LaunchFailed("sbatch", "timed out"), new LaunchFailed("its fence", "disk is full"));
    }
    return process;
  }

  @Override
  public synchronized Optional<ProcessRef> claim(ExecutionId execution, Path directory) {
    if (isMute) {
      throw new LaunchFailed("execution %s once more".formatted(execution), "disk is full");
    }
    return fences.computeIfAbsent(execution, _ -> Optional.empty());
  }

  @Override
  public synchronized boolean isAlive(ProcessRef process) {
    return running.containsKey(process);
  }

  @Override
  public void onGone(ProcessRef process, Runnable gone) {
    synchronized (this) {
      if (running.containsKey(process)) {
        listeners.put(process, gone);
        return;
      }
    }
    gone.run();
  }

  /// Ends as the original does: exit status 1 by signal 15.
  @Override
  public void terminate(ProcessRef process) {
    if (unsignalled.isEmpty() || unsignalled.get().equals(process)) {
      signalRefusal.ifPresent(
          why -> {
            throw new LaunchFailed("kill", why);
          });
    }
    end(process, 271, 0);
  }

  @Override
  public void kill(ProcessRef process) {
    if (ignoredKills.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
      vanish(process);
    }
  }

  /// Lets so many kills do nothing, as on a process that hangs in the kernel.
  void ignoreKills(int count) {
    ignoredKills.set(count);
  }

  /// Ends a process that wrote how it ended.
  ///
  /// @param waitStatus exit status × 256 + signal
  void end(ProcessRef process, int waitStatus, int testsFailed) {
    Running ended;
    synchronized (this) {
      ended = require(process);
      write(ended, new Pidfile.Ended(process.pid(), waitStatus, testsFailed));
    }
    gone(process);
  }

  /// Ends a process that had no time to write anything.
  void vanish(ProcessRef process) {
    gone(process);
  }

  /// Ends a process as if it had never begun.
  void vanishWithoutPidfile(ProcessRef process) {
    synchronized (this) {
      try {
        Files.delete(require(process).launch().directory().resolve(require(process).pidfile()));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    gone(process);
  }

  private void gone(ProcessRef process) {
    Runnable listener;
    synchronized (this) {
      require(process);
      running.remove(process);
      listener = listeners.remove(process);
    }
    if (listener != null) {
      listener.run();
    }
  }

  private Running require(ProcessRef process) {
    Running known = running.get(process);
    if (known == null) {
      throw new IllegalStateException(process + " does not run");
    }
    return known;
  }

  private static void write(Running process, Pidfile pidfile) {
    try {
      Pidfile.write(process.launch().directory().resolve(process.pidfile()), pidfile);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// What runs, oldest first.
  synchronized List<Running> running() {
    return List.copyOf(running.values());
  }

  /// Every command line that was started.
  synchronized List<String> history() {
    return List.copyOf(history);
  }

  /// Lets no process start until [#allow].
  synchronized void refuse(String why) {
    refusal = Optional.of(why);
  }

  /// Lets processes start again.
  synchronized void allow() {
    refusal = Optional.empty();
  }

  /// Starts processes and lets nobody know that they were, until [#speak].
  synchronized void mute() {
    isMute = true;
  }

  /// Tells of starts again.
  synchronized void speak() {
    isMute = false;
  }

  /// Starts nothing, and lets nobody know that it did not before it is asked.
  synchronized void loseStarts() {
    losesStarts = true;
  }

  /// Lets no process be asked to end, until [#allowSignals]; force works.
  void refuseSignals(String why) {
    signalRefusal = Optional.of(why);
  }

  /// Lets one process not be asked to end, until [#allowSignals].
  void refuseSignals(ProcessRef process, String why) {
    unsignalled = Optional.of(process);
    signalRefusal = Optional.of(why);
  }

  /// Lets processes be asked to end again.
  void allowSignals() {
    unsignalled = Optional.empty();
    signalRefusal = Optional.empty();
  }

  /// Sees each launch before it happens.
  synchronized void onLaunch(Consumer<Launch> observer) {
    onLaunch = observer;
  }
}
