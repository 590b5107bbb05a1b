package org.autotest.autoserv.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.autotest.autoserv.results.EntryLines;
import org.autotest.autoserv.results.StatusLogFile;
import org.jspecify.annotations.Nullable;

/// Completes a status log that a killed execution left: the lines of the client stand in it in
/// their order, with lines of the server between them, up to some point. What is of no entry in the
/// status file stands in neither.
final class StatusMerge {
  private static final int LINES_MAX = 1_000_000;

  private StatusMerge() {}

  /// Appends the lines of the client that are missing.
  ///
  /// @param log the server's status log as it was left
  /// @param client the client's status file
  /// @param told of what is of no entry
  /// @return how many lines were missing
  static int complete(StatusLogFile to, Path log, Path client, Logger told) throws IOException {
    if (!Files.isRegularFile(client, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    int known = Files.exists(log) ? known(log, client) : 0;
    endLastLine(to, log);
    int missing = 0;
    EntryLines entries = EntryLines.logging(told);
    try (BufferedReader lines = reader(client)) {
      String line = entry(lines, entries);
      for (int i = 0; line != null && i < LINES_MAX; i++) {
        if (i >= known) {
          to.append((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
          missing++;
        }
        line = entry(lines, entries);
      }
    }
    return missing;
  }

  /// A line that was cut off is given its end; it comes again whole.
  private static void endLastLine(StatusLogFile to, Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > 0) {
      try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
        file.seek(file.length() - 1);
        if (file.read() != '\n') {
          to.append(new byte[] {'\n'});
        }
      }
    }
  }

  private static int known(Path log, Path client) throws IOException {
    int known = 0;
    EntryLines entries = EntryLines.silent();
    try (BufferedReader server = reader(log);
        BufferedReader lines = reader(client)) {
      @Nullable String next = entry(lines, entries);
      for (String line = line(server);
          line != null && next != null && known < LINES_MAX;
          line = line(server)) {
        if (untabbed(line).equals(untabbed(next))) {
          known++;
          next = entry(lines, entries);
        }
      }
    }
    return known;
  }

  /// Within a group of the server lines of the client stand deeper.
  private static String untabbed(String line) {
    int start = 0;
    while (start < line.length() && line.charAt(start) == '\t') {
      start++;
    }
    return line.substring(start);
  }

  /// The next line that is of an entry; null at the end of the file.
  private static @Nullable String entry(BufferedReader from, EntryLines entries)
      throws IOException {
    String line = line(from);
    while (line != null && !entries.take(line)) {
      line = line(from);
    }
    return line;
  }

  /// Up to the next newline, which alone ends a line; null at the end of the file.
  private static @Nullable String line(BufferedReader from) throws IOException {
    StringBuilder line = new StringBuilder();
    int next = from.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = from.read()) {
      line.append((char) next);
    }
    return line.toString();
  }

  /// Byte for byte: what is no UTF-8 shall stay as it is.
  private static BufferedReader reader(Path file) throws IOException {
    return Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
  }
}
