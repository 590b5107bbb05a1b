package org.autotest.autoserv.control;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.autotest.autoserv.api.Arg;
import org.autotest.autoserv.api.Barrier;
import org.autotest.autoserv.api.Job;
import org.autotest.autoserv.api.ParallelFailed;
import org.autotest.autoserv.api.SyncData;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.RunLog;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.core.failure.Thrown;
import org.autotest.core.results.ResultsSubdir;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusWord;
import org.jspecify.annotations.Nullable;

/// [Job] over the results of the execution.
public final class ServerJob implements Job {
  /// What of an execution the job needs.
  public interface Execution {
    /// Results of one machine of several.
    MachineResults of(String machine);

    /// Notes that a machine of several failed.
    ///
    /// @param isRaised whether that ends the job unless the control file catches it; else the
    ///   machine drops out, and the job goes on with the others
    void failed(String machine, Throwable thrown, boolean isRaised);

    /// Runs a test of the server; whether it did not fail.
    boolean runTest(String name, Map<String, Object> arguments);

    /// Runs another control file; [Job#runControl] says where it is looked for.
    void runControl(String file) throws InterruptedException;

    /// Starts profilers on the machines that are in use: within a part of several that run at the
    /// same time, on its own.
    ///
    /// @param state see [ClientState]
    HostProfilers profile(String state);
  }

  /// Whose job it is.
  ///
  /// @param label of the job
  public record Names(String tag, String user, String label) {}

  private final Place place;
  private final Names names;
  private final List<String> arguments;
  private final Execution execution;
  private final ServerState state;
  private final ClientState clientState;
  private volatile boolean profileOnly;

  /// Nothing has been done yet.
  ///
  /// @param top results of the job as a whole
  /// @param stateName the file there that shows what [#setState] keeps
  public ServerJob(
      MachineResults top,
      Names names,
      List<String> arguments,
      Execution execution,
      String stateName) {
    this.place = new Place(top);
    this.names = names;
    this.arguments = List.copyOf(arguments);
    this.execution = execution;
    this.state = new ServerState(top.directory().resolve(stateName));
    this.clientState = new ClientState(state);
  }

  @Override
  public void record(StatusCode code, String operation, String message) {
    status().result(code, operation, message);
  }

  @Override
  public void record(
      StatusCode code,
      String subdirectory,
      String operation,
      String message,
      Map<String, String> fields) {
    status().record(new StatusWord.Result(code), placed(subdirectory), operation, fields, message);
  }

  /// A directory below the present one, as the status log names it.
  ///
  /// @param subdirectory empty for none
  String placed(String subdirectory) {
    return place.placed(subdirectory);
  }

  @Override
  public void inDirectory(String name, Runnable body) {
    place.inDirectory(name, body);
  }

  @Override
  public void recordSummary(
      StatusCode code, String test, String reason, Map<String, String> attributes) {
    Path directory = place.summary(attributes);
    record(code, String.valueOf(directory.getFileName()), test, reason, Map.of());
  }

  @Override
  public void disableWarnings(String type) {
    status().info(Map.of("warnings.disable", type), "disabling %s warnings".formatted(type));
  }

  @Override
  public void enableWarnings(String type) {
    status().info(Map.of("warnings.enable", type), "enabling %s warnings".formatted(type));
  }

  @Override
  public void runGroup(String name, Runnable body) {
    StatusLogFile status = status();
    status.record(new StatusWord.Start(), name, Map.of(), "");
    try {
      body.run();
    } catch (RuntimeException | Error failed) {
      status.record(new StatusWord.End(StatusCode.ABORT), name, Map.of(), Thrown.inWords(failed));
      throw failed;
    }
    status.record(new StatusWord.End(StatusCode.GOOD), name, Map.of(), "");
  }

  @Override
  public void runReboot(Runnable reboot, Supplier<String> kernel) {
    StatusLogFile status = status();
    status.record(new StatusWord.Start(), "reboot", Map.of(), "");
    String version;
    try {
      reboot.run();
      version = kernel.get();
    } catch (RuntimeException | Error failed) {
      StatusCode code = failed instanceof Stopped ? StatusCode.ABORT : StatusCode.FAIL;
      status.record(new StatusWord.End(code), "reboot", Map.of(), Thrown.inWords(failed));
      throw failed;
    }
    status.record(new StatusWord.End(StatusCode.GOOD), "reboot", Map.of("kernel", version), "");
  }

  @Override
  public void setState(String name, @Nullable Object value) {
    if (value == null) {
      discardState(name);
    } else {
      keepState(name, value);
    }
  }

  @Override
  public @Nullable Object getState(String name) {
    return state.get(name);
  }

  /// What was kept: nothing, or one value, which may be null. Python tells these apart.
  public List<@Nullable Object> stateOf(String name) {
    return state.kept(name);
  }

  /// Keeps a value, also null.
  public void keepState(String name, @Nullable Object value) {
    state.set(name, value);
  }

  /// Forgets one.
  public void discardState(String name) {
    state.discard(name);
  }

  @Override
  public Barrier barrier(String host, String tag, Duration limit, int port) {
    return Meetings.barrier(host, tag, limit, port);
  }

  @Override
  public SyncData syncData(String master, String host, List<String> hosts, int port) {
    return Meetings.syncData(master, host, hosts, port);
  }

  @Override
  public void parallelSimple(Body body, List<String> machines, Duration limit) {
    Map<String, Throwable> failures = forEach(body, machines, limit, true);
    if (!failures.isEmpty()) {
      throw new ParallelFailed(failures, machines.size());
    }
  }

  @Override
  public List<String> parallelOnMachines(Body body, List<String> machines, Duration limit) {
    Map<String, Throwable> failures = forEach(body, machines, limit, false);
    return machines.stream().filter(machine -> !failures.containsKey(machine)).toList();
  }

  @Override
  public void parallel(Task... tasks) {
    Map<String, Task> named = new LinkedHashMap<>();
    for (int i = 0; i < tasks.length; i++) {
      Task task = tasks[i];
      named.put("task %d".formatted(i + 1), place.within(results(), task));
    }
    Map<String, Throwable> failures = Parallel.run(named);
    if (!failures.isEmpty()) {
      throw new ParallelFailed(failures, tasks.length);
    }
  }

  private Map<String, Throwable> forEach(
      Body body, List<String> machines, Duration limit, boolean isRaised) {
    boolean alone = machines.size() == 1;
    Map<String, Task> tasks = new LinkedHashMap<>();
    for (String machine : machines) {
      MachineResults own = alone ? results() : execution.of(machine);
      Task task = Parallel.within(limit, "working on " + machine, () -> body.run(machine));
      tasks.put(machine, place.within(own, task));
    }
    Map<String, Throwable> failures = Parallel.run(tasks);
    if (!alone) {
      failures.forEach((machine, thrown) -> execution.failed(machine, thrown, isRaised));
    }
    return failures;
  }

  @Override
  public boolean runTest(String name, Arg... args) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (Arg arg : args) {
      arguments.put(arg.name(), arg.value());
    }
    String tagged = name + "." + arguments.getOrDefault("tag", "");
    if (tagged.contains("/") || ResultsSubdir.of(tagged).isEmpty()) {
      throw new IllegalArgumentException(
          "running the test %s: '%s' cannot be a directory of the results".formatted(name, tagged));
    }
    return execution.runTest(name, arguments);
  }

  @Override
  public void runControl(String file) {
    Stopped.instead(() -> execution.runControl(file));
  }

  @Override
  public void addSysinfoCommand(String command, boolean onEveryTest) {
    clientState.add(ClientState.Kind.COMMAND, command, onEveryTest);
  }

  @Override
  public void addSysinfoLogfile(String path, boolean onEveryTest) {
    clientState.add(ClientState.Kind.FILE, path, onEveryTest);
  }

  @Override
  public void addSysinfoDirectory(String path, boolean onEveryTest) {
    clientState.add(ClientState.Kind.DIRECTORY, path, onEveryTest);
  }

  @Override
  public void addProfiler(String name, Arg... args) {
    clientState.addProfiler(name, List.of(args));
  }

  @Override
  public void deleteProfiler(String name) {
    clientState.deleteProfiler(name);
  }

  @Override
  public List<String> profilers() {
    return clientState.profilers();
  }

  @Override
  public void profileOnly(boolean only) {
    profileOnly = only;
  }

  /// Whether tests of the server that do not say so run under profilers alone.
  boolean isProfileOnly() {
    return profileOnly;
  }

  @Override
  public void profile(String name, Runnable body) {
    if (clientState.profilers().isEmpty()) {
      body.run();
      return;
    }
    Path seen = place.below(name);
    HostProfilers running = profile();
    boolean stopped = false;
    try {
      body.run();
    } catch (Stopped stop) {
      stopped = true;
      throw stop;
    } finally {
      if (!stopped) {
        bring(running, seen);
      }
    }
  }

  /// Ends profilers and brings what they saw; what went wrong is told.
  ///
  /// @param seen a directory, with one below it for each machine
  void bring(HostProfilers running, Path seen) {
    running
        .end(seen)
        .forEach(
            (machine, problem) ->
                record(StatusCode.WARN, "profilers", "on %s: %s".formatted(machine, problem)));
  }

  /// What jobs of clients begin with.
  public ClientState clientState() {
    return clientState;
  }

  /// Starts the profilers that were added on the machines that are in use.
  HostProfilers profile() {
    return execution.profile(clientState.profilersJson());
  }

  @Override
  public int testsFailed() {
    return status().trail().testsFailed();
  }

  @Override
  public String user() {
    return names.user();
  }

  @Override
  public String label() {
    return names.label();
  }

  @Override
  public List<String> args() {
    return arguments;
  }

  @Override
  public String tag() {
    return names.tag();
  }

  @Override
  public Path resultDirectory() {
    return place.directory();
  }

  /// Does something whose records go to given results.
  public static void inside(MachineResults results, Runnable work) {
    Place.inside(results, work);
  }

  /// Where records go now.
  public MachineResults current() {
    return results();
  }

  /// Where it is logged now: in a test, its own log.
  public RunLog log() {
    return place.log();
  }

  /// Where those about one of several machines go.
  public MachineResults of(String machine) {
    return execution.of(machine);
  }

  /// Notes that a machine of several failed; [Execution#failed] says what `isRaised` is.
  public void failed(String machine, Throwable thrown, boolean isRaised) {
    execution.failed(machine, thrown, isRaised);
  }

  private StatusLogFile status() {
    return results().status();
  }

  private MachineResults results() {
    return place.results();
  }
}
