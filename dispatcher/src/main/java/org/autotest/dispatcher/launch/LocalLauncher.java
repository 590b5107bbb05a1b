package org.autotest.dispatcher.launch;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.program.CallersLocale;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// Starts autoserv on this machine, each in a session of its own, so that nothing that ends the
/// dispatcher ends it.
///
/// Linux only: it reads `/proc`, and needs `setsid`, `nice` and `/bin/sh`.
public final class LocalLauncher implements Launcher, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LocalLauncher.class.getName());

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
  private final ProcFiles proc;
  private final AtomicBoolean isBlind = new AtomicBoolean();
  private final Map<ProcessRef, Process> children = new ConcurrentHashMap<>();
  private final Map<ProcessRef, Runnable> adopted = new ConcurrentHashMap<>();
  private final Thread watcher;
  private volatile boolean closed;

  /// Watches nothing yet.
  ///
  /// @param niceness added to that of the dispatcher, 0 to 19
  public LocalLauncher(int niceness) {
    this(niceness, ProcFiles.HERE.bootId());
  }

  /// The same, under another name of this boot: as if it were another machine.
  public LocalLauncher(int niceness, String bootId) {
    this(niceness, bootId, ProcFiles.HERE);
  }

  /// @param proc tells of the processes
  LocalLauncher(int niceness, String bootId, ProcFiles proc) {
    if (niceness < 0 || niceness > 19) {
      throw new IllegalArgumentException("niceness must be 0 to 19, is " + niceness);
    }
    this.niceness = niceness;
    this.bootId = bootId;
    this.proc = proc;
    this.watcher = Thread.ofVirtual().name("adopted-processes").start(this::watchAdopted);
  }

  /// The process that this runs in.
  public ProcessRef ownProcess() {
    long pid = ProcessHandle.current().pid();
    try {
      return proc.now(pid, bootId).orElseGet(() -> new ProcessRef(pid, -1, bootId));
    } catch (IOException failure) {
      throw new LaunchFailed("a dispatcher", Fence.said(failure), failure);
    }
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
    CallersLocale.putBack(builder.environment());
    try {
      Process process = builder.start();
      ProcessRef ref = referenceTo(process);
      children.put(ref, process);
      var _ = process.onExit().thenRun(() -> children.remove(ref));
      return ref;
    } catch (IOException failure) {
      throw new LaunchFailed(
          launch.argv().getFirst() + " in " + launch.directory(), Fence.said(failure), failure);
    }
  }

  /// It runs, so what it is called is asked until it is told.
  private ProcessRef referenceTo(Process process) {
    while (true) {
      try {
        return proc.now(process.pid(), bootId)
            .orElseGet(() -> new ProcessRef(process.pid(), -1, bootId));
      } catch (IOException unknown) {
        if (!process.isAlive()) {
          return new ProcessRef(process.pid(), -1, bootId);
        }
        LockSupport.parkNanos(LOOK.toNanos());
      }
    }
  }

  @Override
  public Optional<ProcessRef> claim(ExecutionId execution, Path directory) {
    return Fence.close(execution, directory);
  }

  /// One of which nothing can be read at the moment is taken to live.
  @Override
  public boolean isAlive(ProcessRef process) {
    try {
      boolean isThere = isThere(process);
      isBlind.set(false);
      return isThere;
    } catch (IOException unknown) {
      LOG.log(
          isBlind.getAndSet(true) ? Level.DEBUG : Level.WARNING,
          "process %d: %s; taken to go on (blame: the lab)"
              .formatted(process.pid(), Fence.said(unknown)));
      return true;
    }
  }

  private boolean isThere(ProcessRef process) throws IOException {
    return process.bootId().equals(bootId)
        && proc.now(process.pid(), bootId).filter(process::equals).isPresent();
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
          Optional.ofNullable(adopted.remove(process)).ifPresent(LocalLauncher::tell);
        }
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /// The others are told whatever comes of it.
  static void tell(Runnable gone) {
    try {
      gone.run();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "telling of the end of a process", bug);
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
    try {
      if (!isThere(process)) {
        return;
      }
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
