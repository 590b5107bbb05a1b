package org.autotest.client.api;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The job, as a Java control file sees it under the name `job`.
public interface Job extends TestJob {
  /// Brackets what happens in `body` in the status log.
  void runGroup(String name, Runnable body);

  /// Runs the tasks at the same time. Their status entries stand one task after the other, in the
  /// order of the tasks.
  ///
  /// @throws JobError when a task threw something
  void parallel(Runnable... tasks);

  /// Queues a step: a method of the control file, called by name after the present step, before
  /// steps queued earlier.
  ///
  /// @param args converted to the method's parameter types
  void nextStep(String method, Object... args);

  /// Queues a step behind all others.
  void nextStepAppend(String method, Object... args);

  /// Queues a step before all others.
  void nextStepPrepend(String method, Object... args);

  /// Pauses the job: the client exits with 5, and `--continue` goes on with the next step.
  void quit();

  /// Whether each following test gets a running number in its name: `sleeptest._01_`. Like the
  /// three that follow, this is kept over a pause.
  void useSequenceNumber(boolean wanted);

  /// A part of the name of each following test; empty for none.
  void automaticTestTag(String tag);

  /// Whether following tests that do not say `profile_only` run under profilers only.
  void defaultProfileOnly(boolean wanted);

  /// Whether following tests that do not say `run_cleanup` run their cleanup.
  void runTestCleanup(boolean wanted);

  /// Whether what the kernel keeps of files in memory is dropped after each following test that is
  /// no part of a parallel run.
  void dropCaches(boolean wanted);

  /// Whether it is dropped before each iteration of following tests.
  void dropCachesBetweenIterations(boolean wanted);

  /// How many tests this job has run, since the client was started last.
  int testsRun();

  /// How many of them ended FAIL, ERROR or ABORT.
  int testsFailed();

  /// Runs a profiler made in place beside each following test.
  void addProfiler(String name, TestProfiler profiler);

  /// Works in a directory below [#resultDirectory] for the time of `body`: tests that run there
  /// have theirs in it, and the status log names them with it. Within another, below that.
  ///
  /// @param name relative; made when it is not there
  void inDirectory(String name, Runnable body);

  /// An entry of the job's own configuration, such as `boot.set_default`; null forgets it. Lasts
  /// until the client exits. `proxy` is the proxy for what the harness fetches: `http://host:3128`.
  void configSet(String name, @Nullable Object value);

  /// What was set; null when nothing was.
  @Nullable Object configGet(String name);

  /// Gives each following test a WARN that fills `/` faster than this.
  ///
  /// @param megabytesPerHour not above 0 for no limit
  void monitorDiskUsage(double megabytesPerHour);

  /// Remembers mounts and processors, to be compared at the end of a reboot that the job brings
  /// about by itself; [#reboot] does so too.
  void rebootSetup();

  /// Writes the entries that open a reboot.
  void startReboot();

  /// Reboots the machine as it boots anyway, and pauses the job; `--continue` goes on with the next
  /// step, which a unit of systemd (or a script of SysV init) calls after the boot.
  void reboot();

  /// Reboots into an entry of the boot loader.
  ///
  /// @param title of the entry
  /// @throws JobError when there is no such entry, or no boot loader that is known
  void reboot(String title);

  /// Writes the entries that close a reboot, after comparing mounts and processors.
  ///
  /// @param subdir where the kernel was built; empty for none
  /// @param kernel that runs now
  /// @param patches `spec reference hash` each
  /// @throws JobError when something is different and `abort_on_mismatch` is set
  void endReboot(String subdir, String kernel, List<String> patches);

  /// Checks that the wanted kernel runs, and closes the reboot.
  ///
  /// @param when what stands behind `IDENT=` on its command line; empty for nothing
  /// @param ident its `release::version`; empty when that does not matter
  /// @throws JobError when another one runs
  void endRebootAndVerify(String when, String ident, String subdir, List<String> patches);

  /// The boot loader of this machine.
  BootLoader bootLoader();

  /// A kernel: a release such as `6.1.55`, a tarball, a directory of sources, a `.deb` or an
  /// `.rpm`; paths or URLs. Sources are unpacked at once.
  Kernel kernel(String base);

  /// A device, or a file that becomes one.
  ///
  /// @param loopMegabytes the size of the file, which is made; 0 for a device
  Partition partition(Path device, int loopMegabytes, Path mountpoint);

  /// Adds a repository of packages; the newest is asked first.
  ///
  /// @param url http, https or file
  void addRepository(String url);

  /// Fetches a package, verifies its SHA-256 by the repository's `packages.checksum`, and unpacks
  /// it.
  ///
  /// @param type `test`, `dep`, `profiler` or `kernel`
  /// @param directory becomes the directory of its files
  void installPackage(String name, String type, Path directory);

  /// Writes a line into the debug log.
  void noop(String text);
}
