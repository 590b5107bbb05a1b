package org.autotest.autoserv.api;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.statuslog.StatusCode;

/// A test of the server ends here, with a status of its choice.
public final class TestEnd extends AutotestException {
  private static final long serialVersionUID = 1L;

  private final StatusCode code;

  TestEnd(StatusCode code, String reason) {
    super(Blame.TEST, reason);
    this.code = code;
  }

  public StatusCode code() {
    return code;
  }
}
