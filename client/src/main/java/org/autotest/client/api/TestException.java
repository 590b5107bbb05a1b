package org.autotest.client.api;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.statuslog.StatusCode;

/// Ends a test with a status other than GOOD. Thrown by a test itself, or by what it calls.
public abstract sealed class TestException extends AutotestException
    permits TestFail, TestError, TestNa, TestWarn, TestBug, CommandFailed {
  private static final long serialVersionUID = 1L;

  private final StatusCode code;
  private final String wireName;

  TestException(StatusCode code, String wireName, String reason) {
    super(Blame.TEST, reason);
    this.code = code;
    this.wireName = wireName;
  }

  /// What the test ends with.
  public final StatusCode code() {
    return code;
  }

  /// The name of the kind of exception on the bridge, which is that of Autotest's Python class.
  public final String wireName() {
    return wireName;
  }
}
