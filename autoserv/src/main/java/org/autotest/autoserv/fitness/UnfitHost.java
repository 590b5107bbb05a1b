package org.autotest.autoserv.fitness;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A machine is not fit to run tests, or could not be made so.
public final class UnfitHost extends AutotestException {
  private static final long serialVersionUID = 1L;

  private final Ailment ailment;

  public UnfitHost(Blame blame, Ailment ailment, String message) {
    super(blame, message);
    this.ailment = ailment;
  }

  public Ailment ailment() {
    return ailment;
  }
}
