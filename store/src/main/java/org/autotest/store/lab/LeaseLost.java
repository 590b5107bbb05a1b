package org.autotest.store.lab;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Another dispatcher holds the planner's lease. Whatever this one was about to write is void.
public final class LeaseLost extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// Names who noticed.
  public LeaseLost(String dispatcher) {
    super(Blame.LAB, "planning as %s: another dispatcher has taken over".formatted(dispatcher));
  }
}
