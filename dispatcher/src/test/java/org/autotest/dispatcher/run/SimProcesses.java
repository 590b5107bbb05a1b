package org.autotest.dispatcher.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.results.Pidfile;
import org.autotest.dispatcher.launch.LaunchFailed;
import org.autotest.dispatcher.launch.Launcher;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// Processes that fare as their hosts do, and on hosts that are well end when it pleases the seed:
/// well, badly, by a signal, without a word, before they began, never, or only by force. They live
/// on when a dispatcher is killed, and several dispatchers may look after them.
final class SimProcesses {
  /// How a process behaves.
  private enum Fate {
    ENDS_WELL,
    TESTS_FAIL,
    FAILS,
    VANISHES,
    NEVER_BEGINS,
    LIES,
    HANGS,
    HANGS_HARD
  }

  /// One that runs.
  ///
  /// @param endsAt by [#uptime]
  record Running(
      ProcessRef process, Launcher.Launch launch, Set<String> hosts, Fate fate, Duration endsAt) {
    boolean isMain() {
      return launch.argv().contains("-P");
    }

    Path pidfile() {
      boolean gathers = launch.argv().contains("--collect-crashinfo");
      return launch.directory().resolve(gathers ? Pidfile.COLLECT_CRASHINFO : Pidfile.AUTOSERV);
    }
  }

  private final Random random;
  private final SimFaults faults;
  private final SimHosts hosts;
  private final Set<View> views = new LinkedHashSet<>();
  private final Map<ProcessRef, Running> running = new LinkedHashMap<>();
  private final Map<ExecutionId, Optional<ProcessRef>> fences = new HashMap<>();
  private final Map<String, Integer> mainsBegun = new HashMap<>();
  private Duration uptime = Duration.ZERO;
  private boolean wellBehaved;
  private long nextPid = 100;

  SimProcesses(Random random, SimFaults faults, SimHosts hosts) {
    this.random = random;
    this.faults = faults;
    this.hosts = hosts;
  }

  /// By a clock that nobody sets.
  Duration uptime() {
    return uptime;
  }

  /// The processes of one machine as a dispatcher there sees them.
  final class View implements Launcher {
    private final String machine;
    private final Map<ProcessRef, Runnable> listeners = new HashMap<>();

    private View(String machine) {
      this.machine = machine;
    }

    @Override
    public ProcessRef launch(Launch launch) {
      return start(launch, machine);
    }

    @Override
    public Optional<ProcessRef> claim(ExecutionId execution, Path directory) {
      return claim(execution);
    }

    /// The file that decides it is seen by all machines.
    Optional<ProcessRef> claim(ExecutionId execution) {
      faults.point("before a claim");
      return fences.computeIfAbsent(execution, _ -> Optional.empty());
    }

    @Override
    public boolean isAlive(ProcessRef process) {
      return process.bootId().equals(machine) && running.containsKey(process);
    }

    @Override
    public void onGone(ProcessRef process, Runnable gone) {
      if (isAlive(process)) {
        listeners.put(process, gone);
      } else {
        gone.run();
      }
    }

    @Override
    public void terminate(ProcessRef process) {
      Running known = running.get(process);
      if (known != null && isAlive(process) && known.fate() != Fate.HANGS_HARD) {
        write(known, new Pidfile.Ended(process.pid(), 271, 0));
        gone(process);
      }
    }

    @Override
    public void kill(ProcessRef process) {
      if (isAlive(process)) {
        gone(process);
      }
    }

    /// Ends all that run there.
    void killAll() {
      List.copyOf(running.keySet()).forEach(this::kill);
    }

    /// The dispatcher is dead: nobody listens any more.
    void close() {
      views.remove(this);
    }
  }

  /// For a new dispatcher.
  View view(String machine) {
    View view = new View(machine);
    views.add(view);
    return view;
  }

  /// Lets time pass, by a clock that nobody sets.
  void pass(Duration time) {
    uptime = uptime.plus(time);
    for (Running process : List.copyOf(running.values())) {
      if (isOver(process)) {
        end(process);
      }
    }
  }

  private boolean isOver(Running process) {
    return switch (hosts.of(process.hosts())) {
      case DEAD -> true;
      case HUNG -> false;
      case WELL, FULL, LYING -> process.endsAt().compareTo(uptime) <= 0;
    };
  }

  /// From now on what is started ends well; what hangs goes on doing so.
  void behaveWell() {
    wellBehaved = true;
  }

  private static boolean hangs(Fate fate) {
    return fate == Fate.HANGS || fate == Fate.HANGS_HARD;
  }

  private Fate fate() {
    return wellBehaved || random.nextInt(3) > 0
        ? Fate.ENDS_WELL
        : List.of(Fate.values()).get(random.nextInt(Fate.values().length));
  }

  private ProcessRef start(Launcher.Launch launch, String machine) {
    faults.point("before a launch");
    if (faults.refusesStarts()) {
      throw new LaunchFailed("autoserv", "no more processes");
    }
    Fate fate = fate();
    Duration length =
        hangs(fate) ? Duration.ofDays(10_000) : Duration.ofSeconds(random.nextInt(1, 1_200));
    ProcessRef process = new ProcessRef(nextPid++, 1, machine);
    Optional<ProcessRef> holder =
        fences.putIfAbsent(launch.execution(), Optional.of(process)) == null
            ? Optional.of(process)
            : Optional.empty();
    if (holder.isEmpty()) {
      // Somebody gave this start up: the process finds the fence closed and ends.
      return process;
    }
    Running started = new Running(process, launch, hosts(launch.argv()), fate, uptime.plus(length));
    requireFree(started);
    running.put(process, started);
    if (fate != Fate.NEVER_BEGINS) {
      write(started, new Pidfile.Running(process.pid()));
      countMain(started);
    }
    faults.point("after a launch");
    return process;
  }

  private static Set<String> hosts(List<String> argv) {
    int at = argv.indexOf("-m");
    return at < 0 ? Set.of() : Set.of(argv.get(at + 1).split(","));
  }

  private void requireFree(Running started) {
    for (Running other : running.values()) {
      if (other.hosts().stream().anyMatch(started.hosts()::contains)) {
        throw new AssertionError(
            "two processes on one host: %s and %s".formatted(other.launch(), started.launch()));
      }
    }
  }

  private void countMain(Running started) {
    if (!started.isMain()) {
      return;
    }
    String job = started.launch().argv().get(started.launch().argv().indexOf("-P") + 1);
    String of = job.substring(0, job.indexOf('/'));
    Set<String> parts = started.hosts().isEmpty() ? Set.of("hostless") : started.hosts();
    for (String host : parts) {
      if (mainsBegun.merge(of + " on " + host, 1, Integer::sum) > 1) {
        throw new AssertionError("job %s ran twice on %s".formatted(of, host));
      }
    }
  }

  private void end(Running process) {
    long pid = process.process().pid();
    switch (fateOf(process)) {
      case ENDS_WELL -> write(process, new Pidfile.Ended(pid, 0, 0));
      case TESTS_FAIL -> write(process, new Pidfile.Ended(pid, 0, 2));
      case FAILS -> write(process, new Pidfile.Ended(pid, 256, 0));
      case LIES -> lie(process);
      case VANISHES, NEVER_BEGINS, HANGS, HANGS_HARD -> {}
    }
    gone(process.process());
  }

  private Fate fateOf(Running process) {
    if (process.fate() == Fate.NEVER_BEGINS) {
      return process.fate();
    }
    return switch (hosts.of(process.hosts())) {
      case WELL, HUNG -> process.fate();
      case FULL, DEAD -> Fate.FAILS;
      case LYING -> Fate.LIES;
    };
  }

  private static void lie(Running process) {
    try {
      Files.writeString(process.pidfile(), "all is well\n\n\n\n");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void gone(ProcessRef process) {
    running.remove(process);
    for (View view : List.copyOf(views)) {
      Runnable listener = view.listeners.remove(process);
      if (listener != null) {
        listener.run();
      }
    }
  }

  private static void write(Running process, Pidfile pidfile) {
    try {
      Pidfile.write(process.pidfile(), pidfile);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// What runs.
  List<Running> running() {
    return new ArrayList<>(running.values());
  }
}
