package org.autotest.web.action;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The catalogue names a control file that cannot be read.
public final class TestsUnreadable extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// Says which.
  public TestsUnreadable(String test, String file, Throwable cause) {
    super(
        Blame.LAB,
        "reading the control file of test %s: %s: %s; import the catalogue again"
            .formatted(test, file, cause.getMessage()),
        cause);
  }
}
