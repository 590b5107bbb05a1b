package org.autotest.dispatcher.launch;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A process was asked for, and nobody can say now whether it was or will be started: no answer
/// came, and the fence can be neither read nor closed. Only [Launcher#claim] tells, later.
public final class StartUnknown extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// Says what was asked for.
  ///
  /// @param unanswered what came instead of an answer
  /// @param unclaimed why the fence does not tell
  public StartUnknown(LaunchFailed unanswered, LaunchFailed unclaimed) {
    super(
        Blame.LAB,
        "%s; it may begin all the same: %s".formatted(unanswered.problem(), unclaimed.problem()),
        unanswered);
    addSuppressed(unclaimed);
  }
}
