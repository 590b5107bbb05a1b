package org.autotest.core.job;

import java.util.Arrays;
import java.util.Optional;

/// How urgent a job is; later ones go first.
public enum Priority {
  LOW("Low", 0),
  MEDIUM("Medium", 1),
  HIGH("High", 2),
  URGENT("Urgent", 3);

  private final String word;
  private final int number;

  Priority(String word, int number) {
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
  public static Priority ofNumber(int number) {
    return Arrays.stream(values())
        .filter(value -> value.number == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no Priority has number " + number));
  }

  /// Empty for a word that is none of these; any case will do.
  public static Optional<Priority> ofWord(String word) {
    return Arrays.stream(values()).filter(value -> value.word.equalsIgnoreCase(word)).findFirst();
  }
}
