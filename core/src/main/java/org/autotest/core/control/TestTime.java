package org.autotest.core.control;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// How long a test takes, as its author promises.
public enum TestTime {
  SHORT(Duration.ofMinutes(15)),
  MEDIUM(Duration.ofHours(4)),
  /// Longer than the others; no limit is promised.
  LONG(Duration.ofDays(365));

  private final Duration most;

  TestTime(Duration most) {
    this.most = most;
  }

  /// Less than this.
  public Duration most() {
    return most;
  }

  /// Empty for a word that is none; any case.
  public static Optional<TestTime> ofWord(String word) {
    return Arrays.stream(values()).filter(time -> time.name().equalsIgnoreCase(word)).findFirst();
  }
}
