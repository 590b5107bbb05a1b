package org.autotest.client.commandline;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The command line makes no sense.
public final class UsageError extends AutotestException {
  private static final long serialVersionUID = 1L;

  public UsageError(String problem) {
    super(Blame.SUBMITTER, problem);
  }
}
