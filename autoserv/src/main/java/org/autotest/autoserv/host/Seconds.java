package org.autotest.autoserv.host;

import java.math.BigDecimal;
import java.time.Duration;

/// Limits in messages.
public final class Seconds {
  private static final int MILLIS = 3;

  private Seconds() {}

  /// A limit as whoever gave it knows it: `2`, `1.5`, `0.25`.
  public static String of(Duration limit) {
    return BigDecimal.valueOf(limit.toMillis(), MILLIS).stripTrailingZeros().toPlainString();
  }
}
