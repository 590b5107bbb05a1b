package org.autotest.core.job;

import java.util.Arrays;
import java.util.Optional;

/// Whether hosts are rebooted after a job.
public enum RebootAfter {
  NEVER("Never", 0),
  IF_ALL_TESTS_PASSED("If all tests passed", 1),
  ALWAYS("Always", 2);

  private final String word;
  private final int number;

  RebootAfter(String word, int number) {
    this.word = word;
    this.number = number;
  }

  /// The word on pages, on the command line and in REST.
  public String word() {
    return word;
  }

  /// The number in the database; frozen.
  public int number() {
    return number;
  }

  /// Fails with `IllegalArgumentException` for a number the database should not hold.
  public static RebootAfter ofNumber(int number) {
    return Arrays.stream(values())
        .filter(value -> value.number == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no RebootAfter has number " + number));
  }

  /// Empty for a word that is none of these; any case will do.
  public static Optional<RebootAfter> ofWord(String word) {
    return Arrays.stream(values()).filter(value -> value.word.equalsIgnoreCase(word)).findFirst();
  }
}
