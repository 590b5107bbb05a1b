package org.autotest.client.harness;

/// Writes each entry to file descriptor 3, or to a file, line by line:
///
/// ```
/// AUTOTEST_STATUS::	START	sleeptest	sleeptest	timestamp=…	localtime=…
/// AUTOTEST_STATUS:0.1:		GOOD	sleeptest	sleeptest	timestamp=…	localtime=…	completed successfully
/// ```
public final class SimpleHarness implements Harness {
  private final String args;
  private final StatusStream stream;

  SimpleHarness(String args, StatusStream stream) {
    this.args = args;
    this.stream = stream;
  }

  @Override
  public String name() {
    return "simple";
  }

  @Override
  public String args() {
    return args;
  }

  @Override
  public void status(String entry, String branch) {
    stream.status(entry, branch);
  }
}
