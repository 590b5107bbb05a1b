package org.autotest.autoserv.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.autotest.core.statuslog.StatusCode;
import org.jspecify.annotations.Nullable;

/// The job, as a control file sees it under the name `job`.
public interface Job {
  /// What is done for one machine.
  @FunctionalInterface
  interface Body {
    /// Does it; whatever it throws is a failure of that machine.
    void run(String machine) throws Exception;
  }

  /// What is done beside something else.
  @FunctionalInterface
  interface Task {
    /// Does it.
    void run() throws Exception;
  }

  /// Writes a line into the status log.
  ///
  /// @param operation what it is about
  void record(StatusCode code, String operation, String message);

  /// Writes a line into the status log.
  ///
  /// @param subdirectory of the results it is about, empty for none
  /// @param operation what it is about
  /// @param fields beside the times, in their order
  void record(
      StatusCode code,
      String subdirectory,
      String operation,
      String message,
      Map<String, String> fields);

  /// Tells whoever watches the machines to ignore their warnings of a type from now on.
  void disableWarnings(String type);

  /// Tells that they are not to be ignored any more.
  void enableWarnings(String type);

  /// Brackets what happens in `body` in the status log: `END GOOD`, or `END ABORT` when it throws.
  void runGroup(String name, Runnable body);

  /// Calls something that reboots a machine in a group `reboot`, whose end tells the kernel. What
  /// it throws ends the group by FAIL.
  ///
  /// @param kernel the version that runs afterwards, such as [Host#kernelVersion]
  void runReboot(Runnable reboot, Supplier<String> kernel);

  /// Does something for each machine, for all at the same time. When there are several, each has
  /// its own directory and status log, to which [#record] and [#runGroup] go meanwhile.
  ///
  /// @throws ParallelFailed when it failed for one of them; all others have finished then
  default void parallelSimple(Body body, List<String> machines) {
    parallelSimple(body, machines, Duration.ZERO);
  }

  /// The same within a time.
  ///
  /// @param limit of each machine: after that its thread is interrupted, which ends what it does
  ///   there, and it has failed; zero for none
  /// @throws ParallelFailed likewise
  void parallelSimple(Body body, List<String> machines, Duration limit);

  /// Like [#parallelSimple], for those who can do without some machines.
  ///
  /// @return the machines for which it did not fail
  default List<String> parallelOnMachines(Body body, List<String> machines) {
    return parallelOnMachines(body, machines, Duration.ZERO);
  }

  /// The same within a time.
  ///
  /// @param limit as with [#parallelSimple]
  List<String> parallelOnMachines(Body body, List<String> machines, Duration limit);

  /// Does several things at the same time.
  ///
  /// @throws ParallelFailed when one of them failed; all others have finished then
  void parallel(Task... tasks);

  /// Runs a test of the server, see [ServerTest].
  ///
  /// @param args those of the test; one of the name `tag` makes another directory, `iterations`
  ///   says how often it runs, and with `profile_only` all of that is under the profilers
  /// @return whether it did not fail
  boolean runTest(String name, Arg... args);

  /// Works in a directory below [#resultDirectory] for the time of `body`: tests that run there
  /// have theirs in it, and the status log names them with it. Within another, below that.
  ///
  /// @param name relative; made when it is not there
  void inDirectory(String name, Runnable body);

  /// Has the clients that are started from now on collect a command's output with each boot's
  /// system information, or after each test.
  void addSysinfoCommand(String command, boolean onEveryTest);

  /// Has them collect a copy of a file likewise.
  void addSysinfoLogfile(String path, boolean onEveryTest);

  /// Has them collect a copy of a directory likewise: its regular files, 10,000 and 256 MiB at
  /// most.
  void addSysinfoDirectory(String path, boolean onEveryTest);

  /// Runs a profiler of the client, such as `vmstat`, from now on: beside each test of a client
  /// that is started; and beside one more run of each test of the server, on the machines that the
  /// control file has created by then.
  ///
  /// @param args its parameters, such as `interval`
  void addProfiler(String name, Arg... args);

  /// Runs a profiler no more.
  ///
  /// @throws IllegalArgumentException when it was not added
  void deleteProfiler(String name);

  /// The names of the profilers that were added.
  List<String> profilers();

  /// Runs the profilers that were added beside anything, on the machines that the control file has
  /// created by then. Trouble with them is a WARN.
  ///
  /// @param directory what they saw comes into `<directory>/<machine>` below [#resultDirectory]
  void profile(String directory, Runnable body);

  /// Whether tests of the server that do not say `profile_only` run under profilers alone from now
  /// on.
  void profileOnly(boolean only);

  /// Keeps a value for whatever comes later in the job: other control files, also in Python, and
  /// clients. Those that are started from now on find it in their own state, and what they change
  /// in it comes back when they end.
  ///
  /// @param value text, a number, a truth value, or a list or map of such; null forgets it
  /// @throws IllegalArgumentException for another value, and when all that is kept would have more
  ///   than 512 KiB
  void setState(String name, @Nullable Object value);

  /// What was kept; null when nothing was. Whole numbers come back as [Long].
  @Nullable Object getState(String name);

  /// A point where the server and clients of the job wait for each other, at
  /// [Barrier#DEFAULT_PORT].
  ///
  /// @param host this member: a name by which the machines reach the server
  /// @param tag names the meeting
  default Barrier barrier(String host, String tag, Duration limit) {
    return barrier(host, tag, limit, Barrier.DEFAULT_PORT);
  }

  /// The same at another port.
  Barrier barrier(String host, String tag, Duration limit, int port);

  /// An exchange of data with clients of the job.
  ///
  /// @param master the member that the others connect to
  /// @param host this member
  /// @param hosts all of them
  default SyncData syncData(String master, String host, List<String> hosts) {
    return syncData(master, host, hosts, SyncData.DEFAULT_PORT);
  }

  /// The same at another port.
  SyncData syncData(String master, String host, List<String> hosts, int port);

  /// Writes an entry about several tests, with attributes in a directory `summary` of its own.
  void recordSummary(StatusCode code, String test, String reason, Map<String, String> attributes);

  /// How many tests failed whose records go where those of this part go.
  int testsFailed();

  /// Runs another server-side control file, with the machines and arguments of this one.
  ///
  /// @param file absolute, or in [#resultDirectory], beside the control file that autoserv was
  ///   given, or below the installation; the first that is there
  void runControl(String file);

  /// Groups machines, for tests that need several.
  ///
  /// @param size of a group
  default Tuples tuples(List<String> machines, int size) {
    return Tuples.of(machines, size);
  }

  /// Arguments of the control file.
  List<String> args();

  /// Login of whoever asked for the job; may be empty.
  String user();

  /// The name of the job; may be empty.
  String label();

  /// `17-alice/host7`; empty text when the job has none.
  String tag();

  /// Where results go: of the job, or of the machine within [#parallelSimple]; within
  /// [#inDirectory], below that.
  Path resultDirectory();
}
