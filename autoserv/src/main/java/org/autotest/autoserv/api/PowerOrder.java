package org.autotest.autoserv.api;

import java.time.Duration;

/// How a machine's power shall be switched off and on.
///
/// @param up how long it may take to be back each time; zero: that is not waited for
/// @param attempts how often at most, until it is back; at least 1
/// @param halting whether it is told to switch itself off before, if it listens
public record PowerOrder(Duration up, int attempts, boolean halting) {
  /// Once, within half an hour, without its knowing.
  public static final PowerOrder STANDARD = new PowerOrder(RebootOrder.STANDARD.up(), 1, false);

  public PowerOrder {
    if (up.isNegative() || attempts < 1) {
      throw new IllegalArgumentException(
          "the power cannot be switched %d times within %s".formatted(attempts, up));
    }
  }

  /// The same within another time.
  public PowerOrder within(Duration limit) {
    return new PowerOrder(limit, attempts, halting);
  }

  /// The same, some times at most.
  public PowerOrder times(int most) {
    return new PowerOrder(up, most, halting);
  }

  /// The same after it was told.
  public PowerOrder afterHalt() {
    return new PowerOrder(up, attempts, true);
  }
}
