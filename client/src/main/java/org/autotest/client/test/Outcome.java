package org.autotest.client.test;

import org.autotest.core.bridge.Raise;
import org.autotest.core.statuslog.StatusCode;

/// How a test ended.
///
/// @param reason one or more lines, for people
public record Outcome(StatusCode code, String reason) {
  /// The outcome of a test in which nothing went wrong.
  public static final Outcome GOOD = new Outcome(StatusCode.GOOD, "completed successfully");

  /// Where in its life a test was when something was raised.
  enum Stage {
    /// Loading, [Phase#INITIALIZE], [Phase#SETUP]: an unexpected exception is the test's own
    /// trouble.
    PREPARE,
    /// From [Phase#WARMUP] to [Phase#POSTPROCESS]: an unexpected exception counts against what is
    /// tested.
    EXECUTE,
    /// [Phase#CLEANUP].
    CLEAN_UP
  }

  /// What an exception means; its own classes first, then by stage.
  static Outcome of(Raise raise, Stage stage) {
    for (String base : raise.bases()) {
      switch (base) {
        case "TestFail" -> {
          return new Outcome(StatusCode.FAIL, raise.message());
        }
        case "TestNAError" -> {
          return new Outcome(StatusCode.TEST_NA, raise.message());
        }
        case "TestWarn" -> {
          return new Outcome(StatusCode.WARN, raise.message());
        }
        case "TestBug" -> {
          return new Outcome(StatusCode.BUG, raise.message());
        }
        case "TestError" -> {
          return new Outcome(StatusCode.ERROR, raise.message());
        }
        default -> {}
      }
    }
    boolean expectedBySomebody = raise.is("AutotestError");
    StatusCode code =
        stage == Stage.EXECUTE && !expectedBySomebody ? StatusCode.FAIL : StatusCode.ERROR;
    return new Outcome(code, raise.unhandled());
  }
}
