package org.autotest.autoserv;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.autotest.autoserv.api.Host;
import org.autotest.autoserv.api.Hosts;
import org.autotest.autoserv.control.ClientState;
import org.autotest.autoserv.control.Restarts;
import org.autotest.autoserv.control.ServerHost;
import org.autotest.autoserv.control.Stopped;
import org.autotest.autoserv.crash.CrashInfo;
import org.autotest.autoserv.fitness.HostCleanup;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.Login;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.host.SshTarget;
import org.autotest.autoserv.host.SystemThreads;
import org.autotest.autoserv.python.PythonHosts;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.failure.AutotestException;

/// The machines of a server job, each opened when the control file first asks for it.
final class ServerMachines implements Hosts, PythonHosts, AutoCloseable {
  /// A connection beside the first one of a machine.
  private record Extra(Machine machine, ServerHost host) {}

  private final Targets targets;
  private final Surroundings surroundings;
  private final MachineResults top;
  private final Works works;
  private final Supplier<Path> here;
  private final ClientState clientState;
  private final Map<String, OpenMachine> open = new LinkedHashMap<>();
  private final Map<String, ServerHost> hosts = new LinkedHashMap<>();
  private final Map<Integer, Map<String, Extra>> lines = new HashMap<>();
  private final Map<String, Aside> asides = new LinkedHashMap<>();
  private final Map<String, Restarts> restarts = new HashMap<>();

  /// Machines that were connected to by lines that are closed.
  private final Set<String> reached = new HashSet<>();

  private int extras;

  /// None is open yet.
  ///
  /// @param here what names of files on this side are relative to
  /// @param clientState what jobs of clients begin with
  ServerMachines(
      Targets targets,
      Surroundings surroundings,
      MachineResults top,
      Works works,
      Supplier<Path> here,
      ClientState clientState) {
    this.clientState = clientState;
    this.targets = targets;
    this.surroundings = surroundings;
    this.top = top;
    this.works = works;
    this.here = here;
    if (targets.ofJob().size() > 1) {
      EachMachine.writeMachines(targets.ofJob(), top);
    }
  }

  List<String> names() {
    return targets.names();
  }

  @Override
  public synchronized ServerHost create(String machine) {
    Machine opened = open(machine);
    return hosts.computeIfAbsent(opened.host().hostname(), _ -> serverHost(opened));
  }

  @Override
  public synchronized List<Host> created() {
    return List.copyOf(hosts.values());
  }

  @Override
  public synchronized ServerHost host(String machine, int line) {
    if (line == 0) {
      return create(machine);
    }
    Machine opened = open(machine);
    return lines
        .computeIfAbsent(line, _ -> new LinkedHashMap<>())
        .computeIfAbsent(opened.host().hostname(), _ -> extra(opened))
        .host();
  }

  @Override
  public Login login(String machine) {
    return Stopped.answered(() -> Login.of(targets.find(machine)));
  }

  /// Those that the control file works with.
  synchronized List<ServerHost> inUse() {
    return List.copyOf(hosts.values());
  }

  @Override
  public void closeLine(int line) {
    Map<String, Extra> closed;
    synchronized (this) {
      closed = Objects.requireNonNullElse(lines.remove(line), Map.of());
      closed.forEach((name, extra) -> noteReached(name, extra.machine()));
    }
    atOnce(
        closed.values().stream()
            .<Runnable>map(
                extra ->
                    () -> {
                      tidyUp(extra.host(), extra.machine().results());
                      extra.machine().host().close();
                    })
            .toList());
  }

  private Extra extra(Machine opened) {
    SshTarget target = targets.find(opened.host().hostname());
    HostConnection connection =
        OpenMachine.connection(target, nextNumber(), surroundings, opened.results().log());
    Machine own = new Machine(connection, opened.results(), opened.another());
    return new Extra(own, serverHost(own));
  }

  /// Of a connection that no other has.
  private int nextNumber() {
    return targets.ofJob().size() + extras++;
  }

  private ServerHost serverHost(Machine machine) {
    String name = machine.host().hostname();
    ServerHost.Surroundings all =
        works.surroundingsOf(
            machine, asideOf(machine), restarts.computeIfAbsent(name, _ -> new Restarts()));
    return new ServerHost(
        machine.host(),
        machine.results(),
        names().contains(name) ? all : all.withoutPower(),
        works.serverLimits(),
        here,
        clientState);
  }

  private synchronized Aside asideOf(Machine machine) {
    String name = machine.host().hostname();
    return asides.computeIfAbsent(
        name, _ -> names().contains(name) ? works.aside(machine) : Aside.none(machine));
  }

  /// Where what is done on a machine is written down.
  synchronized MachineResults results(String machine) {
    return open(machine).results();
  }

  /// Ends and removes what the control file made for the time of the job. A machine that is gone
  /// keeps it.
  synchronized void tidyUp() throws InterruptedException {
    List<Runnable> works = new ArrayList<>();
    hosts.forEach(
        (name, host) -> {
          MachineResults results = results(name);
          works.add(() -> tidyUp(host, results));
        });
    allAtOnce(works);
  }

  /// The same as [#atOnce], for one that is told of an interrupt.
  private static void allAtOnce(List<Runnable> works) throws InterruptedException {
    try {
      atOnce(works);
    } catch (Stopped told) {
      Thread.currentThread().interrupt();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /// Each may wait for clients to end, and none shall wait for another machine's.
  private static void atOnce(List<Runnable> works) {
    List<Future<?>> begun = new ArrayList<>();
    try (var threads = SystemThreads.perTask()) {
      works.forEach(work -> begun.add(threads.submit(work)));
    }
    for (Future<?> work : begun) {
      Throwable thrown = work.state() == Future.State.FAILED ? work.exceptionNow() : null;
      if (thrown instanceof RuntimeException failed) {
        throw failed;
      }
      if (thrown instanceof Error serious) {
        throw serious;
      }
    }
  }

  private static void tidyUp(ServerHost host, MachineResults results) {
    try {
      host.tidyUp();
    } catch (SshFailure gone) {
      results.log().log(Level.WARNING, gone.problem());
    }
  }

  /// Work on a machine.
  @FunctionalInterface
  private interface Care {
    void of(Machine machine) throws InterruptedException;
  }

  /// All of them, also those that the control file did not use, at the same time.
  ///
  /// @throws AutotestException of the first on which it did not work
  void cleanUp(HostCleanup.Mode mode) throws InterruptedException {
    List<Machine> all;
    synchronized (this) {
      all = names().stream().map(this::open).toList();
    }
    onEach(all, machine -> works.cleanup(machine, mode));
  }

  private synchronized void noteReached(String name, Machine machine) {
    if (machine.host().lastContact().isPresent()) {
      reached.add(name);
      asideOf(machine).revival().met(machine.host());
    }
  }

  /// What the kernels and the system logs of those that were used say, as far as it is to be had.
  /// One of the job that was reached and does not answer any more is waited for, and then switched
  /// off and on where that can be done.
  ///
  /// @param age how long ago the job began
  /// @param wait how long each is waited for
  void collectCrashInfo(Duration age, Duration wait) throws InterruptedException {
    List<Machine> used;
    synchronized (this) {
      used = List.copyOf(open.keySet()).stream().map(this::open).toList();
      open.forEach((name, opened) -> noteReached(name, opened.machine()));
      lines.values().forEach(all -> all.forEach((name, it) -> noteReached(name, it.machine())));
    }
    CrashInfo.Since begun = CrashInfo.Since.ago(age);
    onEach(
        used,
        machine -> {
          if (names().contains(machine.host().hostname())) {
            awaitBack(machine, wait);
          }
          CrashInfo.collect(machine.host(), machine.results(), begun);
        });
  }

  private void awaitBack(Machine machine, Duration wait) throws InterruptedException {
    Aside aside;
    synchronized (this) {
      if (!reached.contains(machine.host().hostname())) {
        return;
      }
      aside = asideOf(machine);
    }
    if (HostRestart.isSilent(machine.host())) {
      aside.revival().revive(machine.host());
    }
    try {
      HostRestart.awaitReturn(machine.host(), wait);
    } catch (SshFailure away) {
      machine.results().log().log(Level.WARNING, away.problem());
      if (away.kind().mayHang()) {
        aside.revival().reset(machine.host());
      }
    }
  }

  private static void onEach(List<Machine> machines, Care care) throws InterruptedException {
    allAtOnce(machines.stream().<Runnable>map(machine -> () -> take(care, machine)).toList());
  }

  private static void take(Care care, Machine machine) {
    try {
      care.of(machine);
    } catch (InterruptedException stop) {
      // Whoever waits for all was interrupted first.
      Thread.currentThread().interrupt();
    }
  }

  synchronized int testsFailed() {
    int ofMachines =
        open.values().stream()
            .map(machine -> machine.machine().results())
            .filter(results -> results != top)
            .mapToInt(results -> results.status().trail().testsFailed())
            .sum();
    return ofMachines + top.status().trail().testsFailed();
  }

  @Override
  public synchronized void close() {
    asides.values().forEach(Aside::close);
    open.values().forEach(OpenMachine::close);
  }

  private Machine open(String name) {
    SshTarget target = targets.find(name);
    Machine machine =
        open.computeIfAbsent(target.hostname().value(), _ -> opened(target)).machine();
    asideOf(machine);
    return machine;
  }

  private OpenMachine opened(SshTarget target) {
    int number = targets.ofJob().indexOf(target);
    if (number < 0) {
      return OpenMachine.inSubdirectory(target, nextNumber(), surroundings, top);
    }
    return targets.ofJob().size() == 1
        ? OpenMachine.alone(target, surroundings, top)
        : OpenMachine.inSubdirectory(target, number, surroundings, top);
  }

  /// Whose failure it is, in the light of what the consoles said.
  synchronized AutotestException judge(AutotestException failed) {
    return asides.values().stream()
        .map(Aside::console)
        .flatMap(console -> console.judge(failed).stream())
        .findFirst()
        .orElse(failed);
  }
}
