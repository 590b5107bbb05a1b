package org.autotest.autoserv.host;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Files could not be copied to or from a machine.
public final class TransferFailure extends AutotestException {
  private static final long serialVersionUID = 1L;

  public TransferFailure(Blame blame, String problem) {
    super(blame, problem);
  }
}
