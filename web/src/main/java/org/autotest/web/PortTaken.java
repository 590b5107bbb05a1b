package org.autotest.web;

import java.nio.channels.UnresolvedAddressException;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.Thrown;

/// The web server cannot listen where it shall: another program does, or the account may not.
public final class PortTaken extends AutotestException {
  private static final long serialVersionUID = 1L;

  PortTaken(String address, int port, Exception cause) {
    super(
        Blame.LAB, "listening on %s:%d: %s".formatted(address, port, said(deepest(cause))), cause);
  }

  private static Throwable deepest(Throwable cause) {
    Throwable deepest = cause;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest;
  }

  private static String said(Throwable why) {
    return why instanceof UnresolvedAddressException
        ? "there is no such address; name one of this machine with web.address"
        : (why.getMessage() == null ? Thrown.inWords(why) : why.getMessage())
            + "; stop the program that has the port (ss -ltnp shows it), or choose another with"
            + " web.port";
  }
}
