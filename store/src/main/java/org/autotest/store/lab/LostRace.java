package org.autotest.store.lab;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A row was not as the planner believed: somebody else changed it first. The decision is dropped;
/// the next round decides anew.
public final class LostRace extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// Names the row and what was expected of it.
  public LostRace(String what, String expected) {
    super(Blame.LAB, "changing %s: it is not %s any more".formatted(what, expected));
  }
}
