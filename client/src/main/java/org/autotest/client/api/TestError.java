package org.autotest.client.api;

import org.autotest.core.statuslog.StatusCode;

/// The test could not do its work; nothing is said about the thing under test.
public final class TestError extends TestException {
  private static final long serialVersionUID = 1L;

  public TestError(String reason) {
    super(StatusCode.ERROR, "TestError", reason);
  }
}
