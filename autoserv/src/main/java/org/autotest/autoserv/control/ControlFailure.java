package org.autotest.autoserv.control;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A server-side control file cannot be run, or threw something.
public final class ControlFailure extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// A failure with its words.
  public ControlFailure(Blame blame, String message) {
    super(blame, message);
  }
}
