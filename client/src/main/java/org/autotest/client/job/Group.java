package org.autotest.client.job;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.statuslog.StatusCode;

/// Brackets what a control file does in the status log.
final class Group {
  /// What is done within.
  interface Body {
    /// Does it.
    void run() throws RaisedException;
  }

  private static final List<String> UNHANDLED_BASES =
      List.of("UnhandledTestError", "TestError", "TestBaseException", "AutotestError");

  private final Branch branch;
  private final Optional<String> operation;

  Group(Branch branch, String name) {
    this.branch = branch;
    this.operation = Optional.of(name);
  }

  /// Runs the body.
  ///
  /// @throws RaisedException what it raised; `UnhandledTestError` for what is no exception of
  ///   Autotest
  void run(Body body) throws RaisedException {
    branch.record(
        new org.autotest.core.statuslog.StatusWord.Start(),
        Optional.empty(),
        operation,
        Map.of(),
        "");
    try {
      body.run();
    } catch (RaisedException raised) {
      throw ended(raised);
    }
    branch.end(StatusCode.GOOD, Optional.empty(), operation, "");
  }

  private RaisedException ended(RaisedException raised) {
    Raise raise = raised.raise();
    if (raise.is("JobContinue") || raise.is("JobComplete") || raise.is("SystemExit")) {
      return raised;
    }
    Optional<StatusCode> code = code(raise);
    if (code.isPresent()) {
      branch.end(code.get(), Optional.empty(), operation, "");
      return raised;
    }
    String trace = raise.traceback().isEmpty() ? "" : "\n" + raise.traceback();
    branch.end(StatusCode.ERROR, Optional.empty(), operation, raise.message() + trace);
    String unhandled = raise.unhandled();
    return new RaisedException(
        new Raise("UnhandledTestError", unhandled, List.of(unhandled), UNHANDLED_BASES, ""));
  }

  private static Optional<StatusCode> code(Raise raise) {
    for (String base : raise.bases()) {
      StatusCode code =
          switch (base) {
            case "TestFail" -> StatusCode.FAIL;
            case "TestNAError" -> StatusCode.TEST_NA;
            case "TestWarn" -> StatusCode.WARN;
            case "TestBug" -> StatusCode.BUG;
            case "TestError" -> StatusCode.ERROR;
            case "JobError" -> StatusCode.ABORT;
            default -> StatusCode.NOSTATUS;
          };
      if (code != StatusCode.NOSTATUS) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
