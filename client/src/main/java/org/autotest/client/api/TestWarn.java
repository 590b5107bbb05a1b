package org.autotest.client.api;

import org.autotest.core.statuslog.StatusCode;

/// Something looks suspicious; a person should have a look.
public final class TestWarn extends TestException {
  private static final long serialVersionUID = 1L;

  public TestWarn(String reason) {
    super(StatusCode.WARN, "TestWarn", reason);
  }
}
