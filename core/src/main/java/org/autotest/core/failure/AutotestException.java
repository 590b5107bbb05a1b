package org.autotest.core.failure;

import java.util.Objects;

/// An *operating* error: something that happens in a healthy program and that somebody other than a
/// programmer can mend. Broken invariants are `IllegalStateException` and
/// `IllegalArgumentException`.
///
/// The message reads attempt, object, observation: `starting client on host7: no answer in 60 s`.
public abstract class AutotestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Blame blame;

  protected AutotestException(Blame blame, String message) {
    super(Objects.requireNonNull(message, "message is null"));
    this.blame = Objects.requireNonNull(blame, "blame is null");
  }

  protected AutotestException(Blame blame, String message, Throwable cause) {
    super(Objects.requireNonNull(message, "message is null"), cause);
    this.blame = Objects.requireNonNull(blame, "blame is null");
  }

  /// Who has to act.
  public final Blame blame() {
    return blame;
  }

  /// Whether what is configured in the lab stood in the way before a machine was even reached for:
  /// nothing was begun, and it goes on once that is mended.
  public boolean isBeforehand() {
    return false;
  }

  /// What was attempted, on what, and what was observed. Never null, unlike a general throwable's.
  public final String problem() {
    return Objects.requireNonNull(getMessage());
  }
}
