package org.autotest.core.failure;

/// What is configured in the lab cannot be used. Found out before any machine was reached for.
public final class Misconfigured extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// Says the same as another failure of the lab's.
  public Misconfigured(AutotestException found) {
    super(Blame.LAB, found.problem(), found);
  }

  @Override
  public boolean isBeforehand() {
    return true;
  }
}
