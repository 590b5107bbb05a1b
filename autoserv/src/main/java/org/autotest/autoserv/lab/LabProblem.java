package org.autotest.autoserv.lab;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Something around a machine does not work, or is described wrongly.
public final class LabProblem extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// A problem with its words: attempt, object, observation.
  public LabProblem(String message) {
    super(Blame.LAB, message);
  }
}
