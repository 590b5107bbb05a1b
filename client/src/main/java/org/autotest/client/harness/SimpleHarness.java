package org.autotest.client.harness;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Writes each entry to file descriptor 3, line by line:
///
/// ```
/// AUTOTEST_STATUS::	START	sleeptest	sleeptest	timestamp=…	localtime=…
/// AUTOTEST_STATUS:0.1:		GOOD	sleeptest	sleeptest	timestamp=…	localtime=…	completed successfully
/// ```
public final class SimpleHarness implements Harness {
  private static final String DESCRIPTOR_3 = "/proc/self/fd/3";

  private final OutputStream stream;

  private SimpleHarness(OutputStream stream) {
    this.stream = stream;
  }

  /// Writes to the descriptor that whoever started this process opened.
  ///
  /// @throws IllegalArgumentException when it is not open
  static SimpleHarness onDescriptor3() {
    try {
      return new SimpleHarness(new FileOutputStream(DESCRIPTOR_3, true));
    } catch (IOException closed) {
      throw new IllegalArgumentException(
          "the harness 'simple' writes to file descriptor 3, which is not open", closed);
    }
  }

  @Override
  public String name() {
    return "simple";
  }

  @Override
  public synchronized void status(String entry, String branch) {
    StringBuilder lines = new StringBuilder();
    entry
        .lines()
        .forEach(
            line ->
                lines
                    .append("AUTOTEST_STATUS:")
                    .append(branch)
                    .append(':')
                    .append(line)
                    .append('\n'));
    try {
      stream.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException nobodyListens) {
      // The status file has the entry; whoever listened is gone.
    }
  }
}
