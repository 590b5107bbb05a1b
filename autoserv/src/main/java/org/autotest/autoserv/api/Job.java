package org.autotest.autoserv.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.autotest.core.statuslog.StatusCode;

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

  /// Does something for each machine, for all at the same time. When there are several, each has
  /// its own directory and status log, to which [#record] and [#runGroup] go meanwhile.
  ///
  /// @throws ParallelFailed when it failed for one of them; all others have finished then
  void parallelSimple(Body body, List<String> machines);

  /// Like [#parallelSimple], for those who can do without some machines.
  ///
  /// @return the machines for which it did not fail
  List<String> parallelOnMachines(Body body, List<String> machines);

  /// Does several things at the same time.
  ///
  /// @throws ParallelFailed when one of them failed; all others have finished then
  void parallel(Task... tasks);

  /// Runs a test of the server, see [ServerTest].
  ///
  /// @param args those of the test; one of the name `tag` makes another directory
  /// @return whether it did not fail
  boolean runTest(String name, Arg... args);

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

  /// `17-alice/host7`; empty text when the job has none.
  String tag();

  /// Where results go: of the job, or of the machine within [#parallelSimple].
  Path resultDirectory();
}
