package org.autotest.client.job;

import java.util.List;
import org.autotest.client.test.PythonText;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.Values;
import org.autotest.core.statuslog.StatusCode;
import org.jspecify.annotations.Nullable;

/// How a job ends, or that it only pauses.
///
/// @param paused the job goes on later: nothing is written, the state stays
/// @param code of the last entry
/// @param reason of the last entry; may be empty
/// @param command what a `JobError` says it is about, for an entry of its own; empty for none
/// @param exitStatus of the client
record Ending(boolean paused, StatusCode code, String reason, String command, int exitStatus) {
  /// The exit status of a job that goes on later.
  static final int PAUSED = 5;

  /// That of a job that was aborted.
  static final int ABORTED = 1;

  /// The control file came to its end, whatever became of its tests.
  static Ending normal() {
    return new Ending(false, StatusCode.GOOD, "", "", 0);
  }

  /// The job cannot go on.
  static Ending aborted(String reason) {
    return new Ending(false, StatusCode.ABORT, reason, "", ABORTED);
  }

  /// The process of the control file ended in the middle.
  ///
  /// @param exitValue its exit status, or 128 and more for a signal
  static Ending lost(String reason, int exitValue) {
    boolean byItself = exitValue > 0 && exitValue <= 128;
    return new Ending(false, StatusCode.ABORT, reason, "", byItself ? exitValue : ABORTED);
  }

  /// What an exception means that nobody caught.
  static Ending of(Raise raise) {
    if (raise.is("JobContinue")) {
      return new Ending(true, StatusCode.GOOD, "", "", PAUSED);
    }
    if (raise.is("JobComplete")) {
      int status = exitStatus(raise.args());
      return status == 0
          ? normal()
          : new Ending(false, StatusCode.ABORT, "the control file completed the job", "", status);
    }
    if (raise.is("SystemExit")) {
      int status = exitStatus(raise.args());
      return status == 0
          ? normal()
          : new Ending(
              false, StatusCode.ABORT, "the control file exited with status " + status, "", status);
    }
    if (raise.is("JobError")) {
      String command = raise.args().size() > 1 ? PythonText.str(raise.args().get(1)) : "";
      return new Ending(false, StatusCode.ABORT, raise.message(), command, ABORTED);
    }
    return aborted(raise.unhandled());
  }

  /// As Python understands the argument of an exit: nothing is 0, a text is 1.
  private static int exitStatus(List<@Nullable Object> args) {
    Object argument = args.isEmpty() ? null : args.getFirst();
    return switch (argument) {
      case null -> 0;
      case Number number -> (int) (Values.number(number, 1) & 0xff);
      default -> 1;
    };
  }
}
