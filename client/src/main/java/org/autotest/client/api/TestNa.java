package org.autotest.client.api;

import org.autotest.core.statuslog.StatusCode;

/// The test does not apply to this machine: a device or a feature is not there.
public final class TestNa extends TestException {
  private static final long serialVersionUID = 1L;

  public TestNa(String reason) {
    super(StatusCode.TEST_NA, "TestNAError", reason);
  }
}
