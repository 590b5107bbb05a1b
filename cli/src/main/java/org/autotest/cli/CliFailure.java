package org.autotest.cli;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A command cannot do what it was asked for.
final class CliFailure extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// States the failure.
  ///
  /// @param message attempt, object, observation, and what to do about it
  CliFailure(Blame blame, String message) {
    super(blame, message);
  }

  CliFailure(Blame blame, String message, Throwable cause) {
    super(blame, message, cause);
  }
}
