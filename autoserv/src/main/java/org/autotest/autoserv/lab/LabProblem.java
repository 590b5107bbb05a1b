package org.autotest.autoserv.lab;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Something around a machine does not work, or is described wrongly.
public final class LabProblem extends AutotestException {
  private static final long serialVersionUID = 1L;

  private final boolean unsaid;

  /// A problem with its words: attempt, object, observation.
  public LabProblem(String message) {
    this(message, false);
  }

  private LabProblem(String message, boolean unsaid) {
    super(Blame.LAB, message);
    this.unsaid = unsaid;
  }

  /// Something cannot be done, since the lab does not say how.
  ///
  /// @param doing attempt and object
  public static LabProblem unsaid(String doing) {
    return new LabProblem(doing + ": the lab does not say how", true);
  }

  /// Whether it is one of those; else what the lab says does not work.
  public boolean isUnsaid() {
    return unsaid;
  }
}
