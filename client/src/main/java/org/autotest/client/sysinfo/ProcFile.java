package org.autotest.client.sysinfo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/// Small files of the kernel, read and copied. What cannot be read is left out.
final class ProcFile {
  private static final int BYTES_MAX = 16 * 1024 * 1024;

  /// The compressed empty text.
  private static final String NOTHING = "1f8b08000000000000ff03000000000000000000";

  private ProcFile() {}

  /// The first line; empty when there is none.
  static String firstLine(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      int end = text.indexOf('\n');
      return end < 0 ? text : text.substring(0, end);
    } catch (IOException unreadable) {
      return "";
    }
  }

  /// Copies what the file holds now.
  ///
  /// @return false when it cannot be read
  static boolean copy(Path from, Path to) throws IOException {
    byte[] content;
    try (var in = Files.newInputStream(from)) {
      content = in.readNBytes(BYTES_MAX);
    } catch (IOException unreadable) {
      return false;
    }
    Files.write(to, content);
    return true;
  }

  /// Writes the text compressed; most logs have nothing new for a test, which takes no compressor.
  static void writeGzip(Path to, String text) throws IOException {
    if (text.isEmpty()) {
      Files.write(to, HexFormat.of().parseHex(NOTHING));
      return;
    }
    try (var out = new GZIPOutputStream(Files.newOutputStream(to))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
