package org.autotest.client.api;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Ends the whole job: no further test is run.
public final class JobError extends AutotestException {
  private static final long serialVersionUID = 1L;

  public JobError(String reason) {
    super(Blame.SUBMITTER, reason);
  }
}
