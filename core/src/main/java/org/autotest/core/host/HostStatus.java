package org.autotest.core.host;

import java.util.Arrays;
import java.util.Optional;

/// Where a host stands. Locked and invalid are flags beside it.
public enum HostStatus {
  READY("Ready"),
  VERIFYING("Verifying"),
  /// Verified for an entry and held until its siblings are.
  PENDING("Pending"),
  RUNNING("Running"),
  CLEANING("Cleaning"),
  REPAIRING("Repairing"),
  /// Takes no work until somebody repairs or reverifies it.
  REPAIR_FAILED("Repair Failed");

  private final String word;

  HostStatus(String word) {
    this.word = word;
  }

  /// The word in the database, on pages and on the command line.
  public String word() {
    return word;
  }

  /// Empty for a word that is no status; case matters.
  public static Optional<HostStatus> ofWord(String word) {
    return Arrays.stream(values()).filter(status -> status.word.equals(word)).findFirst();
  }
}
