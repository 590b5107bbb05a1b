package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.autotest.dispatcher.launch.LaunchFailed;
import org.autotest.dispatcher.launch.Launcher;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// Ends what a drone runs when it cannot say for long that it lives. It looks by itself, so that it
/// is in time whatever the drone waits for, and goes on until each process could be told, also one
/// that began meanwhile.
final class SilenceGuard implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SilenceGuard.class.getName());

  private final Launcher launcher;
  private final Supplier<? extends Collection<ProcessRef>> running;
  private final DroneFence fence;
  private final Duration look;
  private final Set<ProcessRef> told = new HashSet<>();
  private final Thread thread;
  private DroneFence.Act last = DroneFence.Act.LET;
  private String trouble = "";
  private volatile Sign sign = new Sign(System.nanoTime(), 0);
  private volatile boolean closed;

  /// A sign of life that got through.
  ///
  /// @param at of [System#nanoTime], before it was given
  /// @param others how many other drones there were
  private record Sign(long at, int others) {}

  /// Begins to look. Until the first sign of life there is nothing to end.
  ///
  /// @param running what there is to end
  /// @param look between two looks
  SilenceGuard(
      Launcher launcher,
      Supplier<? extends Collection<ProcessRef>> running,
      DroneFence fence,
      Duration look) {
    this.launcher = launcher;
    this.running = running;
    this.fence = fence;
    this.look = look;
    this.thread = Thread.ofPlatform().daemon().name("drone-silence").start(this::work);
  }

  /// A sign of life got through.
  ///
  /// @param at of [System#nanoTime], before it was given: others may have heard it at once
  /// @param others how many other drones there were
  void heard(long at, int others) {
    sign = new Sign(at, others);
  }

  /// Since the last sign of life.
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - sign.at());
  }

  private void work() {
    while (!closed) {
      try {
        look(fence.act(silence(), sign.others()));
      } catch (RuntimeException bug) {
        LOG.log(Level.ERROR, "drone: ending what runs", bug);
      }
      LockSupport.parkNanos(look.toNanos());
    }
  }

  private void look(DroneFence.Act act) {
    if (act != last) {
      told.clear();
      last = act;
    }
    if (act == DroneFence.Act.LET) {
      return;
    }
    List<ProcessRef> untold =
        running.get().stream().filter(process -> !told.contains(process)).toList();
    if (!untold.isEmpty() && told.isEmpty()) {
      LOG.log(
          Level.ERROR,
          "drone: no sign of life got through for %d s; %s %d processes"
              .formatted(
                  silence().toSeconds(),
                  act == DroneFence.Act.KILL ? "ending by force" : "asking to end",
                  untold.size()));
    }
    untold.forEach(process -> end(process, act));
  }

  private void end(ProcessRef process, DroneFence.Act act) {
    try {
      if (act == DroneFence.Act.KILL) {
        launcher.kill(process);
      } else {
        launcher.terminate(process);
      }
      told.add(process);
    } catch (LaunchFailed failure) {
      LOG.log(
          failure.problem().equals(trouble) ? Level.DEBUG : Level.WARNING,
          "drone: %s; trying again".formatted(failure.problem()));
      trouble = failure.problem();
    }
  }

  /// Stops looking; the processes go on.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
