package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.autotest.client.bridge.BridgeServer;
import org.autotest.client.bridge.CallHandler;
import org.autotest.client.config.ClientConfig;
import org.autotest.client.crash.CoreDumps;
import org.autotest.client.fetch.Packages;
import org.autotest.client.fetch.Web;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.machine.PartitionCommands;
import org.autotest.client.machine.Programs;
import org.autotest.client.process.Loops;
import org.autotest.client.process.MountNotes;
import org.autotest.client.process.Presence;
import org.autotest.client.process.ProcessNotStarted;
import org.autotest.client.profiler.Profilers;
import org.autotest.client.python.PythonMissing;
import org.autotest.client.sysinfo.Addition;
import org.autotest.client.sysinfo.SysInfo;
import org.autotest.client.test.TestFinder;
import org.autotest.client.worker.TestOpener;
import org.autotest.client.worker.Worker;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// What the parts of a job share.
final class JobParts implements AutoCloseable {
  private static final String SYSINFO = "sysinfo";
  private static final long PACKAGE_BYTES_MAX = 4L << 30;

  private final JobSettings settings;
  private final JobState state;
  private final SysInfo sysinfo;
  private final TestOpener opener;
  private final BridgeServer bridge;
  private final LogSink log;
  private final JobProperties properties;
  private final StepQueue steps;
  private final TestRunner runner;
  private final ParallelRuns parallelRuns;
  private final Profilers profilers;
  private final Programs programs;
  private final Reboots reboots;
  private final Kernels kernels;
  private final Packages packages;
  private final Repositories repositories;
  private final CoreDumps coreDumps;
  private final Loops loops;
  private final MountNotes mountNotes;
  private final Set<RunningTest> running = ConcurrentHashMap.newKeySet();
  private volatile @Nullable String stop;

  /// The parts of a job.
  ///
  /// @param opener stays the caller's, like `bridge` and `coreDumps`
  /// @param log of the job
  JobParts(
      JobSettings settings,
      JobState state,
      SysInfo sysinfo,
      TestOpener opener,
      BridgeServer bridge,
      CoreDumps coreDumps,
      LogSink log) {
    this.settings = settings;
    this.state = state;
    this.sysinfo = sysinfo;
    this.opener = opener;
    this.bridge = bridge;
    this.log = log;
    this.properties = new JobProperties(settings, state);
    this.steps = new StepQueue(state);
    this.runner = new TestRunner(this);
    this.parallelRuns = new ParallelRuns(this);
    this.profilers =
        new Profilers(
            profilerDirectories(settings),
            settings.machine(),
            settings.time().clock(),
            settings.paths().work().resolve("profilers"),
            this::startProfiler,
            log);
    this.programs = new Programs(log);
    this.reboots = new Reboots(this);
    this.kernels = new Kernels(this);
    this.packages =
        new Packages(this::web, settings.paths().work().resolve("packages"), PACKAGE_BYTES_MAX);
    settings
        .config()
        .list(ClientConfig.PACKAGES, "fetch_location")
        .reversed()
        .forEach(packages::addRepository);
    this.repositories = new Repositories(packages);
    this.loops = Loops.begin(settings.paths().tmp());
    this.mountNotes = MountNotes.of(settings.paths().clientNotes(), log);
    this.coreDumps = coreDumps;
  }

  JobSettings settings() {
    return settings;
  }

  JobState state() {
    return state;
  }

  SysInfo sysinfo() {
    return sysinfo;
  }

  TestOpener opener() {
    return opener;
  }

  BridgeServer bridge() {
    return bridge;
  }

  LogSink log() {
    return log;
  }

  JobProperties properties() {
    return properties;
  }

  StepQueue steps() {
    return steps;
  }

  TestRunner runner() {
    return runner;
  }

  ParallelRuns parallelRuns() {
    return parallelRuns;
  }

  /// Programs that the job runs for itself; they end with it.
  Programs programs() {
    return programs;
  }

  Reboots reboots() {
    return reboots;
  }

  Kernels kernels() {
    return kernels;
  }

  Repositories repositories() {
    return repositories;
  }

  /// How it reaches web servers: through the proxy that its control file has named, if any.
  Web web() {
    return properties.config("proxy") instanceof String proxy && !proxy.isBlank()
        ? settings.web().through(proxy)
        : settings.web();
  }

  Packages packages() {
    return packages;
  }

  CoreDumps coreDumps() {
    return coreDumps;
  }

  /// Where is noted what the job mounts.
  MountNotes mountNotes() {
    return mountNotes;
  }

  Profilers profilers() {
    return profilers;
  }

  private Profilers.Started startProfiler(String name, Path file, CallHandler calls)
      throws RaisedException {
    boolean isJava = file.toString().endsWith(".java");
    Map<String, String> extras =
        isJava ? opener.compile(name, file, TestFinder.className(name)) : Map.of();
    Path directory = settings.paths().results();
    try {
      Worker worker =
          isJava
              ? opener.startJava("profiler", directory, log)
              : opener.startPython("profiler", directory, log);
      worker.assign(calls, log);
      return new Profilers.Started(worker, extras);
    } catch (PythonMissing | ProcessNotStarted cannot) {
      throw new RaisedException(
          Raise.of("JobError", "profiler %s: %s".formatted(name, cannot.problem())));
    }
  }

  /// Beside the control file, beside and in each directory of tests, and in the client directory.
  private static List<Path> profilerDirectories(JobSettings settings) {
    List<Path> directories = new ArrayList<>();
    Path control = settings.control().toAbsolutePath();
    directories.add(control.resolveSibling("profilers"));
    for (Path root : settings.paths().testRoots()) {
      directories.add(root.resolveSibling("profilers"));
      directories.add(root.resolve("profilers"));
    }
    directories.add(settings.paths().client().resolve("profilers"));
    return directories;
  }

  /// Notes that a test is at work; it is ended with the job.
  void begin(RunningTest test) {
    running.add(test);
    if (stop != null) {
      test.kill();
    }
  }

  void ended(RunningTest test) {
    running.remove(test);
  }

  /// Ends what is at work and lets nothing new begin. Any thread may call it.
  ///
  /// @param reason for the status log
  void stop(String reason) {
    stop = reason;
    running.forEach(RunningTest::kill);
    programs.killAll();
    profilers.hurry();
  }

  /// Why the job is being stopped; empty when it is not.
  Optional<String> stopReason() {
    return Optional.ofNullable(stop);
  }

  /// Fails when the job is being stopped.
  ///
  /// @throws RaisedException `JobError`, which unwinds the control file
  void requireNotStopped() throws RaisedException {
    String reason = stop;
    if (reason != null) {
      throw new RaisedException(Raise.of("JobError", reason));
    }
  }

  /// Collects more system information, also after a pause.
  void addSysinfo(Addition addition) throws IOException {
    sysinfo.add(addition);
    List<@Nullable Object> kept = new ArrayList<>();
    for (Addition one : sysinfo.additions()) {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("kind", one.kind().name());
      json.put("what", one.what());
      json.put("file", one.file());
      json.put("on_every_test", one.onEveryTest());
      kept.add(json);
    }
    state.set(JobState.CLIENT, SYSINFO, kept);
  }

  /// Takes up what was added before a pause.
  void restoreSysinfo() {
    for (Object kept : Values.list(state.get(JobState.CLIENT, SYSINFO).orElse(null))) {
      Map<String, @Nullable Object> json = Values.map(kept);
      sysinfo.add(
          Addition.of(
              Addition.Kind.valueOf(Values.text(json.get("kind"), "FILE")),
              Values.text(json.get("what"), ""),
              Optional.of(Values.text(json.get("file"), "")),
              Values.truth(json.get("on_every_test"))));
    }
  }

  /// Gives back what loop devices the job has left; one that is mounted still goes with its mount.
  /// Beside another client nobody can tell whose they are.
  private void endLoops() {
    List<String> made = loops.made();
    if (made.isEmpty() || !Presence.isAlone(settings.paths().clientNotes())) {
      return;
    }
    for (String device : made) {
      log.log(LogLevel.INFO, "giving back " + device);
      programs.run(PartitionCommands.unloop(device), Path.of("/"), Programs.SHORT);
    }
  }

  @Override
  public void close() {
    endLoops();
    profilers.close();
    runner.close();
    sysinfo.close();
  }
}
