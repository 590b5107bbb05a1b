package org.autotest.autoserv;

/// The execution was told to stop, with what its tests had come to by then.
final class StoppedEarly extends InterruptedException {
  private static final long serialVersionUID = 1L;

  private final int testsFailed;

  StoppedEarly(int testsFailed) {
    super("told to stop");
    this.testsFailed = testsFailed;
  }

  int testsFailed() {
    return testsFailed;
  }
}
