package org.autotest.client.process;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A program could not be started at all.
public final class ProcessNotStarted extends AutotestException {
  private static final long serialVersionUID = 1L;

  public ProcessNotStarted(Blame blame, String problem, Throwable cause) {
    super(blame, problem, cause);
  }
}
