package org.autotest.autoserv;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A broken invariant, in the form in which people are told of failures.
final class UnexpectedError extends AutotestException {
  private static final long serialVersionUID = 1L;

  UnexpectedError(Throwable cause) {
    super(Blame.BUG, "running autoserv: %s: its log says more".formatted(cause), cause);
  }
}
