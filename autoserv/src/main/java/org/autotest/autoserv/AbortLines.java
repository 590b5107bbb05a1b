package org.autotest.autoserv;

import java.lang.System.Logger.Level;
import org.autotest.autoserv.command.Assignment;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.statuslog.StatusCode;

/// What a status log says of an execution that ended by a failure which nothing in it tells yet:
/// the lab's, say, before there was anything to do.
final class AbortLines {
  private AbortLines() {}

  /// Writes an INFO line with `job_abort_reason`; before it, of a verify or a repair, that it
  /// failed. Nothing when the log tells of a failure already, cannot be written, or is that of an
  /// earlier execution.
  static void write(MachineResults results, Assignment assignment, AutotestException failure) {
    boolean isTold = results.status().tellsWhy() || failure instanceof ResultsUnwritable;
    if (isTold || assignment.needsEarlierResults()) {
      return;
    }
    try {
      write(results.status(), assignment, failure);
    } catch (ResultsUnwritable full) {
      results.log().log(Level.ERROR, full.problem());
    }
  }

  private static void write(
      StatusLogFile status, Assignment assignment, AutotestException failure) {
    switch (assignment) {
      case Assignment.Verify _ -> fail(status, "verify", failure);
      case Assignment.Repair _ -> fail(status, "repair", failure);
      case Assignment.ClientJob _,
          Assignment.ServerJob _,
          Assignment.Cleanup _,
          Assignment.Reset _,
          Assignment.CollectCrashinfo _,
          Assignment.ClientTarball _ -> {}
    }
    status.abort(failure.problem());
  }

  private static void fail(StatusLogFile status, String operation, AutotestException failure) {
    status.result(
        StatusCode.FAIL, operation, "%s failed: %s".formatted(operation, failure.problem()));
  }
}
