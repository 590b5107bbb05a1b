package org.autotest.client.test;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.Signals;

/// The process of a test ended in the middle of the test.
public final class TestProcessLost extends AutotestException {
  private static final long serialVersionUID = 1L;

  private final String how;
  private final int exitValue;

  private TestProcessLost(String observation, String how, int exitValue) {
    super(Blame.TEST, observation);
    this.how = how;
    this.exitValue = exitValue;
  }

  /// How it ended, for a sentence: `killed by SIGKILL (9) in run_once`.
  public String how() {
    return how;
  }

  /// As `java.lang.Process` gives it; 0 when nobody knows.
  public int exitValue() {
    return exitValue;
  }

  /// Names the exit status or the signal.
  ///
  /// @param exitValue as `java.lang.Process` gives it: 128 and more stand for a signal
  /// @param during what the test was doing, for example `run_once`
  public static TestProcessLost exited(int exitValue, String during) {
    boolean signalled = exitValue > 128 && exitValue < 128 + 65;
    int waitStatus = signalled ? exitValue - 128 : exitValue << 8;
    String how =
        signalled
            ? "killed by " + Signals.name(exitValue - 128)
            : "exited with status " + exitValue;
    String end = how + " in " + during;
    return new TestProcessLost(
        "Test subprocess failed rc=%d: %s".formatted(waitStatus, end), end, exitValue);
  }

  /// For an end that left no status.
  public static TestProcessLost unexplained(String observation, String during) {
    String end = observation + " in " + during;
    return new TestProcessLost("Test subprocess failed: " + end, end, 0);
  }
}
