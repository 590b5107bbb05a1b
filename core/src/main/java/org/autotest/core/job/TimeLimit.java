package org.autotest.core.job;

import java.time.Duration;
import java.util.Optional;

/// Limits of jobs as they are written: whole hours, as in the original, or whole minutes beside
/// them.
public final class TimeLimit {
  /// The longest that a job may have.
  public static final Duration MAX = Duration.ofDays(365);

  private TimeLimit() {}

  /// A limit that was written.
  ///
  /// @param hours what counts where there are no minutes; less than one counts as one
  public static Duration of(long hours, Optional<Long> minutes) {
    return minutes.map(Duration::ofMinutes).orElseGet(() -> Duration.ofHours(Math.max(1, hours)));
  }

  /// Its hours, rounded up.
  public static long hours(Duration limit) {
    return limit.plusHours(1).minusNanos(1).toHours();
  }

  /// Its minutes; empty when it is whole hours.
  public static Optional<Long> minutes(Duration limit) {
    return limit.equals(Duration.ofHours(limit.toHours()))
        ? Optional.empty()
        : Optional.of(limit.toMinutes());
  }

  /// Whether a job may have it: whole minutes, from one to [#MAX].
  public static boolean isPossible(Duration limit) {
    return limit.equals(Duration.ofMinutes(limit.toMinutes()))
        && limit.isPositive()
        && limit.compareTo(MAX) <= 0;
  }

  /// `72 h`, `90 min`.
  public static String inWords(Duration limit) {
    return minutes(limit).map("%d min"::formatted).orElseGet(() -> hours(limit) + " h");
  }
}
