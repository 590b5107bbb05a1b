package org.autotest.client.api;

import org.autotest.core.statuslog.StatusCode;

/// The thing under test failed.
public final class TestFail extends TestException {
  private static final long serialVersionUID = 1L;

  public TestFail(String reason) {
    super(StatusCode.FAIL, "TestFail", reason);
  }
}
