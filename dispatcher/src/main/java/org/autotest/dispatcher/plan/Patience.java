package org.autotest.dispatcher.plan;

import java.time.Duration;

/// How long work waits for something better.
///
/// @param groupWait how long the hosts of an atomic group that are ready wait for more of it; zero
///   starts at once
public record Patience(Duration groupWait) {
  /// 10 minutes.
  public static final Patience DEFAULTS = new Patience(Duration.ofMinutes(10));

  public Patience {
    if (groupWait.isNegative()) {
      throw new IllegalArgumentException("group wait must not be negative, is " + groupWait);
    }
  }
}
