package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.api.Arg;
import org.autotest.client.api.Barrier;
import org.autotest.client.api.BootLoader;
import org.autotest.client.api.Job;
import org.autotest.client.api.JobError;
import org.autotest.client.api.JobPaused;
import org.autotest.client.api.Kernel;
import org.autotest.client.api.Partition;
import org.autotest.client.api.SyncData;
import org.autotest.client.api.TestError;
import org.autotest.client.api.TestProfiler;
import org.autotest.client.kernel.KernelBuild;
import org.autotest.client.log.LogLevel;
import org.autotest.client.meeting.HostBarrier;
import org.autotest.client.meeting.HostSyncData;
import org.autotest.client.profiler.ProfilerUnknown;
import org.autotest.client.sysinfo.Addition;
import org.autotest.client.test.PlainValues;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusWord;
import org.jspecify.annotations.Nullable;

/// The job as a Java control file sees it.
final class JavaJob implements Job {
  private final JobParts parts;
  private final Branch trunk;

  JavaJob(JobParts parts, Branch trunk) {
    this.parts = parts;
    this.trunk = trunk;
  }

  @Override
  public boolean runTest(String name, Arg... args) {
    return runTestDetail(name, args) == StatusCode.GOOD;
  }

  @Override
  public StatusCode runTestDetail(String name, Arg... args) {
    try {
      return parts.runner().run(branch(), name, List.of(), PlainValues.byName(args), null);
    } catch (RaisedException raised) {
      throw JavaFailures.failure(raised.raise());
    }
  }

  @Override
  public void runGroup(String name, Runnable body) {
    try {
      new Group(branch(), name).run(() -> JavaFailures.raising(body));
    } catch (RaisedException raised) {
      throw JavaFailures.failure(raised.raise());
    }
  }

  @Override
  public void parallel(Runnable... tasks) {
    JavaTasks.run(parts, branch(), tasks);
  }

  @Override
  public void record(
      StatusCode code, String operation, String message, Map<String, String> fields) {
    try {
      branch()
          .record(
              new StatusWord.Result(code),
              Optional.empty(),
              Optional.of(operation),
              fields,
              message);
    } catch (RaisedException raised) {
      throw JavaFailures.failure(raised.raise());
    }
  }

  @Override
  public void nextStep(String method, Object... args) {
    doing(() -> parts.steps().addNext(method, PlainValues.list(args), Map.of()));
  }

  @Override
  public void nextStepAppend(String method, Object... args) {
    doing(() -> parts.steps().addLast(method, PlainValues.list(args), Map.of()));
  }

  @Override
  public void nextStepPrepend(String method, Object... args) {
    doing(() -> parts.steps().addFirst(method, PlainValues.list(args), Map.of()));
  }

  @Override
  public void quit() {
    throw new JobPaused();
  }

  @Override
  public void setState(String name, @Nullable Object value) {
    doing(
        () -> {
          if (value == null) {
            parts.state().discard(JobState.PUBLIC, name);
          } else {
            parts.state().set(JobState.PUBLIC, name, PlainValues.of(value));
          }
        });
  }

  @Override
  public @Nullable Object getState(String name) {
    return parts.state().get(JobState.PUBLIC, name).orElse(null);
  }

  @Override
  public Path resultDirectory() {
    return branch().directory();
  }

  @Override
  public void inDirectory(String name, Runnable body) {
    Branch here = branch();
    doing(() -> here.enter(name));
    int entered = here.entered();
    try {
      body.run();
    } finally {
      here.leaveTo(entered - 1);
    }
  }

  @Override
  public List<String> args() {
    return parts.settings().args();
  }

  @Override
  public String tag() {
    return parts.settings().tag();
  }

  @Override
  public String user() {
    return parts.settings().user();
  }

  @Override
  public List<String> machines() {
    String host = parts.settings().hostname();
    return host.isEmpty() ? List.of() : List.of(host);
  }

  @Override
  public Path tmpDirectory() {
    return parts.settings().paths().tmp();
  }

  @Override
  public void useSequenceNumber(boolean wanted) {
    set("use_sequence_number", wanted);
  }

  @Override
  public void automaticTestTag(String tag) {
    set("automatic_test_tag", tag.isEmpty() ? null : tag);
  }

  @Override
  public void defaultProfileOnly(boolean wanted) {
    set("default_profile_only", wanted);
  }

  @Override
  public void runTestCleanup(boolean wanted) {
    set("run_test_cleanup", wanted);
  }

  @Override
  public void dropCaches(boolean wanted) {
    set(PageCache.AROUND_TESTS, wanted);
  }

  @Override
  public void dropCachesBetweenIterations(boolean wanted) {
    set(PageCache.BETWEEN_ITERATIONS, wanted);
  }

  @Override
  public int testsRun() {
    return parts.properties().testsRun();
  }

  @Override
  public int testsFailed() {
    return parts.properties().testsFailed();
  }

  private void set(String property, @Nullable Object value) {
    doing(() -> parts.properties().set(property, value));
  }

  @Override
  public void addProfiler(String name, Arg... args) {
    try {
      JobCalls.addProfiler(parts, branch(), name, List.of(), PlainValues.byName(args));
    } catch (ProfilerUnknown unknown) {
      throw new JobError(unknown.problem());
    } catch (RaisedException raised) {
      throw JavaFailures.failure(raised.raise());
    }
  }

  @Override
  public void addProfiler(String name, TestProfiler profiler) {
    parts.profilers().add(name, profiler);
  }

  @Override
  public void deleteProfiler(String name) {
    try {
      parts.profilers().delete(name);
    } catch (ProfilerUnknown unknown) {
      throw new JobError(unknown.problem());
    }
  }

  @Override
  public List<String> profilers() {
    return parts.profilers().names();
  }

  @Override
  public void addSysinfoCommand(String command, boolean onEveryTest) {
    addSysinfo(Addition.Kind.COMMAND, command, onEveryTest);
  }

  @Override
  public void addSysinfoLogfile(String path, boolean onEveryTest) {
    addSysinfo(Addition.Kind.FILE, path, onEveryTest);
  }

  @Override
  public void addSysinfoDirectory(String path, boolean onEveryTest) {
    addSysinfo(Addition.Kind.DIRECTORY, path, onEveryTest);
  }

  private void addSysinfo(Addition.Kind kind, String what, boolean onEveryTest) {
    doing(() -> parts.addSysinfo(Addition.of(kind, what, Optional.empty(), onEveryTest)));
  }

  @Override
  public void noop(String text) {
    parts.log().log(LogLevel.INFO, "job: noop: " + text);
  }

  @Override
  public void configSet(String name, @Nullable Object value) {
    parts.properties().setConfig(name, PlainValues.of(value));
  }

  @Override
  public @Nullable Object configGet(String name) {
    return parts.properties().config(name);
  }

  @Override
  public void monitorDiskUsage(double megabytesPerHour) {
    doing(() -> parts.properties().limitDiskUsage(megabytesPerHour));
  }

  @Override
  public void rebootSetup() {
    doing(parts.reboots()::setUp);
  }

  @Override
  public void startReboot() {
    parts.reboots().start(branch());
  }

  @Override
  public void reboot() {
    reboot("");
  }

  @Override
  public void reboot(String title) {
    doing(() -> parts.reboots().reboot(title));
  }

  @Override
  public void endReboot(String subdir, String kernel, List<String> patches) {
    doing(() -> parts.reboots().end(branch(), named(subdir), kernel, patches));
  }

  @Override
  public void endRebootAndVerify(String when, String ident, String subdir, List<String> patches) {
    doing(() -> parts.reboots().verify(branch(), when, ident, named(subdir), patches));
  }

  private static Optional<String> named(String subdir) {
    return subdir.isEmpty() ? Optional.empty() : Optional.of(subdir);
  }

  @Override
  public Barrier barrier(String host, String tag, Duration limit, int port) {
    return new HostBarrier(host, tag, limit, port);
  }

  @Override
  public SyncData syncData(String master, String host, List<String> hosts, int port) {
    return new HostSyncData(master, host, hosts, port);
  }

  @Override
  public BootLoader bootLoader() {
    return new JobBootLoader(parts);
  }

  @Override
  public void setupDep(String... names) {
    new Dependencies(parts, parts.programs()).build(List.of(names));
  }

  @Override
  public void requireGcc() {
    new Dependencies(parts, parts.programs()).requireGcc();
  }

  @Override
  public void disableWarnings(String type) {
    doing(() -> Warnings.record(branch(), type, true));
  }

  @Override
  public void enableWarnings(String type) {
    doing(() -> Warnings.record(branch(), type, false));
  }

  @Override
  public Kernel kernel(String base) {
    KernelBuild[] opened = new KernelBuild[1];
    JavaFailures.doing(
        parts,
        () ->
            opened[0] =
                parts.kernels().get(parts.kernels().open(branch(), base, parts.programs())));
    return new JobKernel(parts, branch(), opened[0]);
  }

  @Override
  public Partition partition(Path device, int loopMegabytes, Path mountpoint) {
    try {
      return JobPartition.open(parts, branch(), device, loopMegabytes, mountpoint);
    } catch (IOException cannot) {
      throw new TestError("opening partition %s: %s".formatted(device, cannot));
    }
  }

  @Override
  public void addRepository(String url) {
    parts.packages().addRepository(url);
  }

  @Override
  public void installPackage(String name, String type, Path directory) {
    parts.packages().install(name, type, directory);
  }

  private void doing(Kernels.Work act) {
    JavaFailures.doing(parts, act);
  }

  private Branch branch() {
    return JavaTasks.present().orElse(trunk);
  }
}
