package org.autotest.autoserv.job;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The client's job did not come to its end. Tests that fail are no failure of the client.
public final class ClientFailure extends AutotestException {
  private static final long serialVersionUID = 1L;

  public ClientFailure(Blame blame, String message) {
    super(blame, message);
  }
}
