package org.autotest.web.access;

import java.time.Duration;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Somebody guesses passwords, or forgot one.
public final class TooManyAttempts extends AutotestException {
  private static final long serialVersionUID = 1L;

  private final Duration wait;

  /// Says what was attempted.
  ///
  /// @param wait until the next attempt is looked at
  public TooManyAttempts(String login, Duration wait) {
    super(
        Blame.SUBMITTER,
        "logging in as %s: too many wrong passwords, try again in %d s"
            .formatted(login, Math.max(1, wait.toSeconds())));
    this.wait = wait;
  }

  /// Until the next attempt is looked at.
  public Duration waitTime() {
    return wait;
  }
}
