package org.autotest.dispatcher.launch;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A process could not be started, for a reason of the lab's: no such program, no more processes,
/// no room on the disk.
public final class LaunchFailed extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// Says what was to be started and what was seen.
  public LaunchFailed(String what, String observation, Throwable cause) {
    super(Blame.LAB, "starting %s: %s".formatted(what, observation), cause);
  }

  /// Says what was to be started and what was seen.
  public LaunchFailed(String what, String observation) {
    super(Blame.LAB, "starting %s: %s".formatted(what, observation));
  }
}
