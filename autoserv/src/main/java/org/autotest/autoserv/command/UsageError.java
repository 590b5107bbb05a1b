package org.autotest.autoserv.command;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The command line does not say what to do. Exit status 2; nothing was touched.
public final class UsageError extends AutotestException {
  private static final long serialVersionUID = 1L;

  UsageError(String message) {
    super(Blame.SUBMITTER, message);
  }
}
