package org.autotest.core.job;

import java.util.Arrays;
import java.util.Optional;

/// Where the control file of a job runs. The numbers are those of `afe_jobs.control_type`; the
/// catalogue of tests numbers client and server the other way round.
public enum ControlType {
  SERVER("Server", 1),
  CLIENT("Client", 2);

  private final String word;
  private final int number;

  ControlType(String word, int number) {
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
  public static ControlType ofNumber(int number) {
    return Arrays.stream(values())
        .filter(value -> value.number == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no ControlType has number " + number));
  }

  /// Empty for a word that is none of these; any case will do.
  public static Optional<ControlType> ofWord(String word) {
    return Arrays.stream(values()).filter(value -> value.word.equalsIgnoreCase(word)).findFirst();
  }
}
