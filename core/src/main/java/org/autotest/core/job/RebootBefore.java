package org.autotest.core.job;

import java.util.Arrays;
import java.util.Optional;

/// Whether hosts are rebooted before a job.
public enum RebootBefore {
  NEVER("Never", 0),
  IF_DIRTY("If dirty", 1),
  ALWAYS("Always", 2);

  private final String word;
  private final int number;

  RebootBefore(String word, int number) {
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
  public static RebootBefore ofNumber(int number) {
    return Arrays.stream(values())
        .filter(value -> value.number == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no RebootBefore has number " + number));
  }

  /// Empty for a word that is none of these; any case will do.
  public static Optional<RebootBefore> ofWord(String word) {
    return Arrays.stream(values()).filter(value -> value.word.equalsIgnoreCase(word)).findFirst();
  }
}
