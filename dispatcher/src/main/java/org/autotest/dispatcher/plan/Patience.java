package org.autotest.dispatcher.plan;

import java.time.Duration;

/// How long work waits for something better, and what waiting is worth.
///
/// @param groupWait how long the hosts of an atomic group that are ready wait for more of it; zero
///   starts at once
/// @param ageStep how long an entry waits until it counts as one priority more; more than zero
/// @param gangPatience after how long free hosts are kept for a job that wants several at once
public record Patience(Duration groupWait, Duration ageStep, Duration gangPatience) {
  /// 10 minutes, 8 hours, 1 hour: a Low entry of yesterday goes before an Urgent one of today.
  public static final Patience DEFAULTS =
      new Patience(Duration.ofMinutes(10), Duration.ofHours(8), Duration.ofHours(1));

  public Patience {
    if (groupWait.isNegative() || gangPatience.isNegative() || !ageStep.isPositive()) {
      throw new IllegalArgumentException(
          "waits must not be negative and a step of age must be more, are %s, %s and %s"
              .formatted(groupWait, gangPatience, ageStep));
    }
  }
}
