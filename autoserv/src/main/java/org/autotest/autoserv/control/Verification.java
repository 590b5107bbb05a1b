package org.autotest.autoserv.control;

import org.autotest.autoserv.fitness.UnfitHost;

/// Looks whether a machine is fit.
@FunctionalInterface
public interface Verification {
  /// Looks.
  ///
  /// @throws UnfitHost unless it is
  void require() throws InterruptedException;
}
