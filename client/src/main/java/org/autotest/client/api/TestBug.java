package org.autotest.client.api;

import org.autotest.core.statuslog.StatusCode;

/// The failure is known and expected.
public final class TestBug extends TestException {
  private static final long serialVersionUID = 1L;

  public TestBug(String reason) {
    super(StatusCode.BUG, "TestBug", reason);
  }
}
