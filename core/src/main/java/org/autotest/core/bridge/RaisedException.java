package org.autotest.core.bridge;

/// The other side answered a call with an exception, or is to be answered with one. Checked,
/// because whoever calls a worker decides what its exceptions mean.
public final class RaisedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Raise raise;

  public RaisedException(Raise raise) {
    super(raise.type() + ": " + raise.message());
    this.raise = raise;
  }

  /// What was raised.
  public Raise raise() {
    return raise;
  }
}
