package org.autotest.client.api;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Unwinds a control file that called [Job#quit]; nobody should catch it.
public final class JobPaused extends AutotestException {
  private static final long serialVersionUID = 1L;

  public JobPaused() {
    super(Blame.SUBMITTER, "the job pauses here; --continue goes on");
  }
}
