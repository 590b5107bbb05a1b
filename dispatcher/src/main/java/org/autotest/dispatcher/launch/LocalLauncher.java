package org.autotest.dispatcher.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.autotest.core.job.ExecutionId;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// Starts autoserv on this machine, each in a session of its own, so that nothing that ends the
/// dispatcher ends it.
///
/// Linux only: it reads `/proc`, and needs `setsid`, `nice` and `/bin/sh`.
public final class LocalLauncher implements Launcher, AutoCloseable {
  /// Takes the fence, then becomes the program. Exits 97 when somebody else has the fence.
  private static final String START =
      """
      fence=$1; boot=$2; shift 2
      read -r stat < "/proc/$$/stat" || exit 96
      rest=${stat##*) }
      ticks=$(set -f; set -- $rest; printf %s "${20}") || exit 96
      printf '%s %s %s\\n' "$$" "$ticks" "$boot" > "$fence.$$" || exit 96
      ln "$fence.$$" "$fence" || { rm -f "$fence.$$"; exit 97; }
      rm -f "$fence.$$"
      exec "$@"
      """;

  private static final String TERMINATE =
      """
      kill -s TERM "$1"; kill -s CONT -- "-$1"
      """;

  private static final String KILL =
      """
      kill -s KILL -- "-$1" || kill -s KILL "$1"
      """;

  private static final Duration LOOK = Duration.ofMillis(100);

  private final int niceness;
  private final String bootId;
  private final Map<ProcessRef, Process> children = new ConcurrentHashMap<>();
  private final Map<ProcessRef, Runnable> adopted = new ConcurrentHashMap<>();
  private final Thread watcher;
  private volatile boolean closed;

  /// Watches nothing yet.
  ///
  /// @param niceness added to that of the dispatcher, 0 to 19
  public LocalLauncher(int niceness) {
    this(niceness, ProcFiles.bootId());
  }

  /// The same, under another name of this boot: as if it were another machine.
  public LocalLauncher(int niceness, String bootId) {
    if (niceness < 0 || niceness > 19) {
      throw new IllegalArgumentException("niceness must be 0 to 19, is " + niceness);
    }
    this.niceness = niceness;
    this.bootId = bootId;
    this.watcher = Thread.ofVirtual().name("adopted-processes").start(this::watchAdopted);
  }

  /// The process that this runs in.
  public ProcessRef ownProcess() {
    long pid = ProcessHandle.current().pid();
    return ProcFiles.now(pid, bootId).orElseGet(() -> new ProcessRef(pid, -1, bootId));
  }

  @Override
  public ProcessRef launch(Launch launch) {
    List<String> argv = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", START, "autoserv"));
    argv.add(Fence.of(launch.execution(), launch.directory()).toString());
    argv.add(bootId);
    argv.addAll(List.of("nice", "-n", Integer.toString(niceness)));
    argv.addAll(launch.argv());
    ProcessBuilder builder =
        new ProcessBuilder(argv)
            .directory(launch.directory().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.output().toFile()));
    try {
      Process process = builder.start();
      ProcessRef ref =
          ProcFiles.now(process.pid(), bootId)
              .orElseGet(() -> new ProcessRef(process.pid(), -1, bootId));
      children.put(ref, process);
      var _ = process.onExit().thenRun(() -> children.remove(ref));
      return ref;
    } catch (IOException failure) {
      throw new LaunchFailed(
          launch.argv().getFirst() + " in " + launch.directory(), Fence.said(failure), failure);
    }
  }

  @Override
  public Optional<ProcessRef> claim(ExecutionId execution, Path directory) {
    return Fence.close(execution, directory);
  }

  @Override
  public boolean isAlive(ProcessRef process) {
    return process.bootId().equals(bootId)
        && ProcFiles.now(process.pid(), bootId).filter(process::equals).isPresent();
  }

  @Override
  public void onGone(ProcessRef process, Runnable gone) {
    Process child = children.get(process);
    if (child != null) {
      var _ = child.onExit().thenRun(gone);
    } else {
      adopted.merge(
          process,
          gone,
          (before, now) ->
              () -> {
                before.run();
                now.run();
              });
    }
  }

  /// Processes that were started or are watched here, as far as they are not known to have ended.
  public Set<ProcessRef> known() {
    Set<ProcessRef> known = new HashSet<>(children.keySet());
    known.addAll(adopted.keySet());
    return known;
  }

  /// The kernel tells a parent of the end of its child, and nobody else: the others are looked at
  /// ten times a second.
  private void watchAdopted() {
    while (!closed) {
      for (ProcessRef process : List.copyOf(adopted.keySet())) {
        if (!isAlive(process)) {
          Runnable gone = adopted.remove(process);
          if (gone != null) {
            gone.run();
          }
        }
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  @Override
  public void terminate(ProcessRef process) {
    signal(process, TERMINATE);
  }

  @Override
  public void kill(ProcessRef process) {
    signal(process, KILL);
  }

  private void signal(ProcessRef process, String script) {
    if (!isAlive(process)) {
      return;
    }
    try {
      new ProcessBuilder("/bin/sh", "-c", script, "kill", Long.toString(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException failure) {
      throw new LaunchFailed("kill of " + process.pid(), Fence.said(failure), failure);
    }
  }

  /// Stops watching; the processes go on.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(watcher);
  }
}
