package org.autotest.client.harness;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a harness writes its lines. Safe for several threads.
final class StatusStream {
  private static final String DESCRIPTOR_3 = "/proc/self/fd/3";
  private static final Path DESCRIPTOR_3_FACTS = Path.of("/proc/self/fdinfo/3");
  private static final int ACCESS_MODE = 3;

  private final OutputStream stream;

  private StatusStream(OutputStream stream) {
    this.stream = stream;
  }

  /// Writes to the file or pipe; without one to descriptor 3, which whoever started this process
  /// opened for writing.
  ///
  /// When nobody did, the Java runtime has a file of its own there, opened for reading. Opening
  /// that one again to write would destroy it, so the mode is looked at first.
  ///
  /// @throws IllegalArgumentException when it is not open for writing, or cannot be opened
  static StatusStream to(String harness, String file) {
    try {
      if (!file.isEmpty()) {
        return new StatusStream(new FileOutputStream(file, true));
      }
      if (isOpenForWriting()) {
        return new StatusStream(new FileOutputStream(DESCRIPTOR_3, true));
      }
    } catch (IOException closed) {
      if (!file.isEmpty()) {
        throw new IllegalArgumentException(
            "the harness '%s' cannot write: %s".formatted(harness, closed.getMessage()), closed);
      }
    }
    throw new IllegalArgumentException(
        "the harness '%s' writes to file descriptor 3, which is not open for writing"
            .formatted(harness));
  }

  private static boolean isOpenForWriting() throws IOException {
    for (String line : Files.readAllLines(DESCRIPTOR_3_FACTS)) {
      if (line.startsWith("flags:")) {
        return (Long.parseLong(line.substring("flags:".length()).strip(), 8) & ACCESS_MODE) != 0;
      }
    }
    return false;
  }

  /// Writes an entry.
  synchronized void status(String entry, String branch) {
    write(lines(entry, branch));
  }

  /// The lines of an entry, each with its end.
  static String lines(String entry, String branch) {
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
    return lines.toString();
  }

  /// Writes another line.
  ///
  /// @return whether it was written
  synchronized boolean line(String text) {
    return write(text + "\n");
  }

  private boolean write(String text) {
    try {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (IOException nobodyListens) {
      // The status file has the entry; whoever listened is gone.
      return false;
    }
  }
}
