package org.autotest.core.failure;

/// What was thrown, for people who read results.
public final class Thrown {
  private Thrown() {}

  /// In words without packages: `IllegalStateException: boom`; of an operating error what was
  /// attempted and observed.
  public static String inWords(Throwable thrown) {
    if (thrown instanceof AutotestException known) {
      return known.problem();
    }
    String name = thrown.getClass().getSimpleName();
    return thrown.getMessage() == null ? name : "%s: %s".formatted(name, thrown.getMessage());
  }
}
