package org.autotest.web;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The web server cannot listen where it shall: another program does, or the account may not.
public final class PortTaken extends AutotestException {
  private static final long serialVersionUID = 1L;

  PortTaken(String address, int port, Exception cause) {
    super(
        Blame.LAB,
        "listening on %s:%d: %s; stop the program that has the port (ss -ltnp shows it), or choose"
                .formatted(address, port, said(cause))
            + " another with web.port",
        cause);
  }

  private static String said(Exception cause) {
    Throwable deepest = cause;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }
}
