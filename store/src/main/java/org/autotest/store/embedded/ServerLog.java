package org.autotest.store.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads MariaDB's log for the line that tells why it did not start.
final class ServerLog {
  private static final int CHARS_MAX = 500;

  private ServerLog() {}

  /// The last line that tells of an error, else the last line, cut to 500 characters; says so when
  /// there is none.
  ///
  /// @param offset bytes to skip: what earlier starts have written
  static String lastError(Path log, long offset) {
    List<String> lines;
    try {
      byte[] bytes = Files.readAllBytes(log);
      int from = (int) Math.min(offset, bytes.length);
      lines =
          new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
    } catch (IOException unreadable) {
      return "its log %s cannot be read".formatted(log);
    }
    if (lines.isEmpty()) {
      return "its log is empty";
    }
    String line =
        lines.reversed().stream()
            .filter(each -> each.contains("ERROR") && !each.endsWith("Aborting"))
            .findFirst()
            .orElse(lines.getLast());
    return line.length() > CHARS_MAX ? line.substring(0, CHARS_MAX) + "…" : line;
  }
}
