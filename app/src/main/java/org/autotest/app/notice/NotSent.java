package org.autotest.app.notice;

/// Somebody was not told. The message says what was attempted, with whom, and what came of it.
final class NotSent extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean hopeless;

  private NotSent(String problem, boolean hopeless) {
    super(problem);
    this.hopeless = hopeless;
  }

  /// It may work later.
  static NotSent forNow(String problem) {
    return new NotSent(problem, false);
  }

  /// It will not work later either.
  static NotSent forEver(String problem) {
    return new NotSent(problem, true);
  }

  boolean isHopeless() {
    return hopeless;
  }
}
