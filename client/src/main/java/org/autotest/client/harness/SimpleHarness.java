package org.autotest.client.harness;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes each entry to file descriptor 3, line by line:
///
/// ```
/// AUTOTEST_STATUS::	START	sleeptest	sleeptest	timestamp=…	localtime=…
/// AUTOTEST_STATUS:0.1:		GOOD	sleeptest	sleeptest	timestamp=…	localtime=…	completed successfully
/// ```
public final class SimpleHarness implements Harness {
  private static final String DESCRIPTOR_3 = "/proc/self/fd/3";
  private static final Path DESCRIPTOR_3_FACTS = Path.of("/proc/self/fdinfo/3");
  private static final int ACCESS_MODE = 3;

  private final OutputStream stream;

  private SimpleHarness(OutputStream stream) {
    this.stream = stream;
  }

  /// Writes to the descriptor that whoever started this process opened for writing.
  ///
  /// When nobody did, the Java runtime has a file of its own there, opened for reading. Opening
  /// that one again to write would destroy it, so the mode is looked at first.
  ///
  /// @throws IllegalArgumentException when it is not open for writing
  static SimpleHarness onDescriptor3() {
    try {
      if (isOpenForWriting()) {
        return new SimpleHarness(new FileOutputStream(DESCRIPTOR_3, true));
      }
    } catch (IOException closed) {
      // As if it was not open at all.
    }
    throw new IllegalArgumentException(
        "the harness 'simple' writes to file descriptor 3, which is not open for writing");
  }

  private static boolean isOpenForWriting() throws IOException {
    for (String line : Files.readAllLines(DESCRIPTOR_3_FACTS)) {
      if (line.startsWith("flags:")) {
        return (Long.parseLong(line.substring("flags:".length()).strip(), 8) & ACCESS_MODE) != 0;
      }
    }
    return false;
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
