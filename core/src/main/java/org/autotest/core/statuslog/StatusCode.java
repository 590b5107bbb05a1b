package org.autotest.core.statuslog;

import java.util.Arrays;
import java.util.Optional;

/// How a test or a group went. Declared worst first, as the original ranks them.
public enum StatusCode {
  /// Not applicable here.
  TEST_NA,
  /// The job or the group was stopped.
  ABORT,
  /// The test itself could not do its work.
  ERROR,
  /// The thing under test failed.
  FAIL,
  /// Suspicious.
  WARN,
  GOOD,
  /// A known, expected failure.
  BUG,
  /// An alarm about the job.
  ALERT,
  /// In progress; only in the results database.
  RUNNING,
  /// Nothing known; only in the results database.
  NOSTATUS;

  /// Whether the code counts as a failure of a test. A test that does not apply has not failed.
  public boolean isFailure() {
    return this == ABORT || this == ERROR || this == FAIL;
  }

  /// The worse of the two: the one declared first.
  public StatusCode worse(StatusCode other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /// Empty for a word that is no code; case matters.
  public static Optional<StatusCode> ofWord(String word) {
    return Arrays.stream(values()).filter(code -> code.name().equals(word)).findFirst();
  }
}
