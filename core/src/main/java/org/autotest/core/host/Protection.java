package org.autotest.core.host;

import java.util.Arrays;
import java.util.Optional;

/// How far repair may go on a host. The numbers are in the database and frozen.
public enum Protection {
  /// Filesystem, then software (reinstall), then a request for hands on the hardware.
  NO_PROTECTION("No protection", 0),
  /// Filesystem and reinstall.
  REPAIR_SOFTWARE_ONLY("Repair software only", 1),
  /// Wait for a host that is shutting down; clean temporary directories.
  REPAIR_FILESYSTEM_ONLY("Repair filesystem only", 2),
  /// Repair only verifies; forced on one-time hosts.
  DO_NOT_REPAIR("Do not repair", 3),
  /// No verify before jobs; failures of cleanup and verify are ignored.
  DO_NOT_VERIFY("Do not verify", 4);

  private final String word;
  private final int number;

  Protection(String word, int number) {
    this.word = word;
    this.number = number;
  }

  /// The words on pages and on the command line.
  public String word() {
    return word;
  }

  /// The number in `afe_hosts.protection`.
  public int number() {
    return number;
  }

  /// Fails with `IllegalArgumentException` for a number that is no protection level.
  public static Protection ofNumber(int number) {
    return Arrays.stream(values())
        .filter(level -> level.number == number)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no protection level has number " + number));
  }

  /// Understands the words (`Do not verify`) and the flag form (`DO_NOT_VERIFY`), in any case.
  public static Optional<Protection> ofWord(String word) {
    return Arrays.stream(values())
        .filter(level -> level.word.equalsIgnoreCase(word) || level.name().equalsIgnoreCase(word))
        .findFirst();
  }
}
