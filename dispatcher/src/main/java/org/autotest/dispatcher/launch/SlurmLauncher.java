package org.autotest.dispatcher.launch;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.launch.Slurm.Ending;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// Has Slurm start autoserv, on any machine that sees the results repository under the same path.
///
/// The reference of such an execution is the number of Slurm's job, the execution's own number, and
/// the word `slurm`. While Slurm does not answer, its jobs are taken to go on.
public final class SlurmLauncher implements Launcher, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SlurmLauncher.class.getName());

  /// Takes the fence, then becomes the program. Exits 97 when somebody else has the fence.
  private static final String START =
      """
      #!/bin/sh
      fence=$1; execution=$2; shift 2
      own=$fence.$SLURM_JOB_ID
      printf '%s %s slurm\\n' "$SLURM_JOB_ID" "$execution" > "$own" || exit 96
      ln "$own" "$fence" || { rm -f "$own"; exit 97; }
      rm -f "$own"
      exec "$@"
      """;

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Slurm slurm;
  private final LocalLauncher local;
  private final Map<ProcessRef, Runnable> watched = new ConcurrentHashMap<>();
  private final Map<ProcessRef, Ending> endings = new ConcurrentHashMap<>();
  private final Thread watcher;
  private volatile boolean closed;

  /// How Slurm is asked.
  ///
  /// @param options more words for `sbatch`, such as `--partition=lab`
  /// @param commands the directory of `sbatch` and the others; empty: they are looked for in `PATH`
  public record How(List<String> options, Optional<Path> commands) {
    public How {
      options = List.copyOf(options);
    }
  }

  /// Watches nothing yet.
  ///
  /// @param how the words for Slurm
  /// @param local knows the processes of this machine: dispatchers, and what was started before the
  ///   lab had Slurm; stays open
  public SlurmLauncher(How how, LocalLauncher local) {
    this.slurm = new Slurm(how.options(), how.commands());
    this.local = local;
    this.watcher = Thread.ofVirtual().name("slurm-jobs").start(this::watch);
  }

  @Override
  public ProcessRef launch(Launch launch) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Fence.of(launch.execution(), launch.directory()).toString());
    arguments.add(launch.execution().toString());
    arguments.addAll(launch.argv());
    try {
      return slurm.submit(launch, START, arguments);
    } catch (LaunchFailed failure) {
      return begunAllTheSame(launch, failure);
    }
  }

  /// What Slurm did not answer for it may have taken. From here on it is known to run, or never
  /// does; or its fence is to be asked again.
  private static ProcessRef begunAllTheSame(Launch launch, LaunchFailed failure) {
    Optional<ProcessRef> begun;
    try {
      begun = Fence.close(launch.execution(), launch.directory());
    } catch (LaunchFailed unclaimed) {
      throw new StartUnknown(failure, unclaimed);
    }
    return begun.orElseThrow(() -> failure);
  }

  @Override
  public Optional<ProcessRef> claim(ExecutionId execution, Path directory) {
    return Fence.close(execution, directory);
  }

  private static boolean isOurs(ProcessRef process) {
    return process.bootId().equals(Slurm.PLACE);
  }

  @Override
  public boolean isAlive(ProcessRef process) {
    if (!isOurs(process)) {
      return local.isAlive(process);
    }
    try {
      return slurm.jobs().contains(process);
    } catch (LaunchFailed unknown) {
      LOG.log(Level.WARNING, unknown.problem() + "; its jobs are taken to go on");
      return true;
    }
  }

  @Override
  public void onGone(ProcessRef process, Runnable gone) {
    if (isOurs(process)) {
      watched.put(process, gone);
    } else {
      local.onGone(process, gone);
    }
  }

  @Override
  public void terminate(ProcessRef process) {
    if (isOurs(process)) {
      end(process, Ending.ASK);
    } else {
      local.terminate(process);
    }
  }

  @Override
  public void kill(ProcessRef process) {
    if (isOurs(process)) {
      end(process, Ending.FORCE);
    } else {
      local.kill(process);
    }
  }

  /// Beside the caller, and again until it succeeds: Slurm may take its time.
  private void end(ProcessRef process, Ending ending) {
    endings.put(process, ending);
    LockSupport.unpark(watcher);
  }

  private void watch() {
    String trouble = "";
    while (!closed) {
      try {
        look();
        trouble = "";
      } catch (LaunchFailed failure) {
        LOG.log(
            failure.problem().equals(trouble) ? Level.DEBUG : Level.WARNING,
            failure.problem() + "; asking again");
        trouble = failure.problem();
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private void look() {
    if (watched.isEmpty() && endings.isEmpty()) {
      return;
    }
    // What is added from now on may not be in the list.
    List<ProcessRef> before = List.copyOf(watched.keySet());
    Map<ProcessRef, Ending> wanted = Map.copyOf(endings);
    Set<ProcessRef> jobs = slurm.jobs();
    wanted.forEach(
        (process, ending) -> {
          if (jobs.contains(process)) {
            slurm.end(process, ending);
          }
          endings.remove(process, ending);
        });
    for (ProcessRef process : before) {
      if (!jobs.contains(process)) {
        Optional.ofNullable(watched.remove(process)).ifPresent(LocalLauncher::tell);
      }
    }
  }

  /// Stops watching; the jobs go on.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(watcher);
  }
}
