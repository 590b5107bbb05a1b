package org.autotest.web.files;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The disk with the results does not answer as it should.
public final class ResultsUnreadable extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// Says what was to be read.
  public ResultsUnreadable(Blame blame, String path, Throwable cause) {
    super(blame, "reading results '%s': %s".formatted(path, cause.getMessage()), cause);
  }
}
