package org.autotest.autoserv.fitness;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.host.Protection;

/// Something that may make a machine fit again.
///
/// @param name as it stands in the status log, after `repair.`
/// @param strictest the highest protection under which it is allowed
public record RepairAction(String name, Protection strictest, Treatment treatment) {
  /// Does it.
  @FunctionalInterface
  public interface Treatment {
    /// Does it, and waits for the end.
    ///
    /// @return what it said; may be empty, may have many lines
    /// @throws AutotestException when it did not work
    String apply() throws InterruptedException;
  }

  boolean isAllowed(Protection protection) {
    return protection.number() <= strictest.number();
  }
}
