package org.autotest.autoserv.install;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The client could not be put on a machine.
public final class InstallFailure extends AutotestException {
  private static final long serialVersionUID = 1L;

  public InstallFailure(Blame blame, String message) {
    super(blame, message);
  }
}
