package org.autotest.autoserv.fitness;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A machine is not fit to run tests, or could not be made so.
public final class UnfitHost extends AutotestException {
  private static final long serialVersionUID = 1L;

  public UnfitHost(Blame blame, String message) {
    super(blame, message);
  }
}
