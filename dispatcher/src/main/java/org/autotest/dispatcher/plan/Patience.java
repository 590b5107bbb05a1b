package org.autotest.dispatcher.plan;

import java.time.Duration;

/// How long work waits for something better, and what waiting is worth.
///
/// @param groupWait how long the hosts of an atomic group that are ready wait for more of it; zero
///   starts at once
/// @param ageStep how long an entry waits until it counts as one priority more; more than zero
/// @param gangPatience after how long free hosts are kept for a job that wants several at once
/// @param taskLimit longest run of a verify, a cleanup, a repair, or the collecting of leftovers,
///   as long as one dispatcher watches it; more than zero
public record Patience(
    Duration groupWait, Duration ageStep, Duration gangPatience, Duration taskLimit) {
  /// 10 minutes, 8 hours, 1 hour, 4 hours: a Low entry of yesterday goes before an Urgent one of
  /// today.
  public static final Patience DEFAULTS =
      new Patience(
          Duration.ofMinutes(10), Duration.ofHours(8), Duration.ofHours(1), Duration.ofHours(4));

  public Patience {
    if (groupWait.isNegative()
        || gangPatience.isNegative()
        || !ageStep.isPositive()
        || !taskLimit.isPositive()) {
      throw new IllegalArgumentException(
          "waits must not be negative, a step of age and a limit must be more; are %s, %s, %s and %s"
              .formatted(groupWait, gangPatience, ageStep, taskLimit));
    }
  }
}
