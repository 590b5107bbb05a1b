package org.autotest.client.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.autotest.core.statuslog.StatusCode;
import org.jspecify.annotations.Nullable;

/// What a test may ask of the job it runs in; a control file may too.
public interface TestJob {
  /// Writes one entry into the status log, at the present depth.
  ///
  /// @param operation what the entry is about
  /// @param fields further fields, by name
  void record(StatusCode code, String operation, String message, Map<String, String> fields);

  /// Like the other, without fields.
  default void record(StatusCode code, String operation, String message) {
    record(code, operation, message, Map.of());
  }

  /// Keeps a value for later steps, across a reboot; null forgets it.
  ///
  /// @param value text, a number, a truth value, or a list or map of such
  void setState(String name, @Nullable Object value);

  /// The value kept under the name; null when there is none.
  @Nullable Object getState(String name);

  /// Where the results of the job are: each test has a directory below it.
  Path resultDirectory();

  /// Runs a test and goes on, whatever becomes of it.
  ///
  /// @param args the test's own parameters, and what the harness understands: `tag`, `subdir_tag`,
  ///   `timeout` (seconds), `iterations`, `test_length` (seconds), `constraints`,
  ///   `test_attributes`, `run_cleanup`
  /// @return whether the test ended GOOD
  /// @throws JobError when the test ended the job
  boolean runTest(String name, Arg... args);

  /// Like [#runTest]; returns the status it ended with.
  StatusCode runTestDetail(String name, Arg... args);

  /// What was given with `--args`.
  List<String> args();

  /// The name of the job's results, from `-t`; `default` without.
  String tag();

  /// Whoever asked for the job, from `-U`; empty when nobody is named.
  String user();

  /// The names of the machines of the job: this one, when `--hostname` names it.
  List<String> machines();

  /// A directory that is the job's own, for files that nobody needs afterwards.
  Path tmpDirectory();

  /// The processors that the job may use.
  default int cpuCount() {
    return Runtime.getRuntime().availableProcessors();
  }

  /// Runs a profiler beside each following test: `vmstat`, `perf`, … or one of your own.
  ///
  /// @param args its parameters, such as `interval`
  /// @throws JobError when there is no such profiler
  void addProfiler(String name, Arg... args);

  /// Runs a profiler no more.
  ///
  /// @throws JobError when it was not added
  void deleteProfiler(String name);

  /// The names of the profilers that were added.
  List<String> profilers();

  /// Collects a command's output with each boot's system information, or after each test.
  void addSysinfoCommand(String command, boolean onEveryTest);

  /// Collects a copy of a file likewise.
  void addSysinfoLogfile(String path, boolean onEveryTest);

  /// Collects a copy of a directory likewise: its regular files, 10,000 and 256 MiB at most.
  void addSysinfoDirectory(String path, boolean onEveryTest);

  /// A point where hosts of the job wait for each other, at [Barrier#DEFAULT_PORT].
  ///
  /// @param host this member's name, `host` or `host#suffix`
  /// @param tag names the meeting
  default Barrier barrier(String host, String tag, Duration limit) {
    return barrier(host, tag, limit, Barrier.DEFAULT_PORT);
  }

  /// The same at another port.
  Barrier barrier(String host, String tag, Duration limit, int port);

  /// An exchange of data between hosts of the job.
  ///
  /// @param master the host that the others connect to
  /// @param host this one's name
  /// @param hosts all of them
  default SyncData syncData(String master, String host, List<String> hosts) {
    return syncData(master, host, hosts, SyncData.DEFAULT_PORT);
  }

  /// The same at another port.
  SyncData syncData(String master, String host, List<String> hosts, int port);

  /// Builds what tests depend on: runs `deps/NAME/NAME.sh` below the client directory or that of
  /// the tests.
  ///
  /// @throws TestError when one is not there, or fails
  void setupDep(String... names);

  /// Ends the test, or the control file, with an ERROR unless there is a C compiler.
  ///
  /// @throws TestError when `gcc` is not on PATH
  void requireGcc();

  /// Tells whoever watches the machine to ignore its warnings of a type from now on.
  void disableWarnings(String type);

  /// Tells that they are not to be ignored any more.
  void enableWarnings(String type);
}
