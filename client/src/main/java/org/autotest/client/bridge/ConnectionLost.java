package org.autotest.client.bridge;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The other side is gone: it exited, crashed, was killed, or broke the protocol.
public final class ConnectionLost extends AutotestException {
  private static final long serialVersionUID = 1L;

  public ConnectionLost(String observation) {
    super(Blame.TEST, observation);
  }

  public ConnectionLost(String observation, Throwable cause) {
    super(Blame.TEST, observation, cause);
  }
}
