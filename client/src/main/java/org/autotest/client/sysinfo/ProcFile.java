package org.autotest.client.sysinfo;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/// Files of the machine, read and copied. What cannot be read is left out.
final class ProcFile {
  /// Most bytes of one copy. One that is cut ends with a line that says so.
  static final long BYTES_MAX = 256L << 20;

  /// What became of a copy.
  enum Copied {
    WHOLE,
    /// The file is longer than what was asked for; the copy says so.
    CUT,
    /// There is no copy, or only its beginning.
    UNREADABLE
  }

  private static final int PART_BYTES = 16 << 20;
  private static final int GZIP_PART_BYTES = 64 << 10;

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

  /// Copies what the file holds now, [#BYTES_MAX] of it at most.
  static Copied copy(Path from, Path to) throws IOException {
    return copy(from, to, BYTES_MAX);
  }

  /// Copies what the file holds now.
  ///
  /// @param bytesMax of the copy, without the line that says where it was cut
  /// @throws IOException when the copy cannot be written
  static Copied copy(Path from, Path to, long bytesMax) throws IOException {
    InputStream opened;
    try {
      opened = reading(from);
    } catch (IOException unreadable) {
      return Copied.UNREADABLE;
    }
    try (InputStream in = opened) {
      long left = bytesMax;
      byte[] part = read(in, left);
      try (OutputStream copy = writing(to)) {
        copy.write(part);
      }
      while (part.length == PART_BYTES) {
        left -= part.length;
        part = read(in, left);
        Files.write(to, part, StandardOpenOption.APPEND);
      }
      if (part.length < left || read(in, 1).length == 0) {
        return Copied.WHOLE;
      }
      Files.writeString(to, cutAfter(bytesMax), StandardOpenOption.APPEND);
      return Copied.CUT;
    } catch (Unreadable broken) {
      return Copied.UNREADABLE;
    }
  }

  /// Channels put a buffer and a dozen calls between the kernel and us, but they know every name.
  private static InputStream reading(Path file) throws IOException {
    return isInWords(file) ? new FileInputStream(file.toFile()) : Files.newInputStream(file);
  }

  private static OutputStream writing(Path file) throws IOException {
    return isInWords(file) ? new FileOutputStream(file.toFile()) : Files.newOutputStream(file);
  }

  /// Whether its name is the same as text.
  private static boolean isInWords(Path file) {
    return file.toFile().toPath().equals(file);
  }

  /// The last line of a copy that is not whole.
  static String cutAfter(long bytes) {
    return "\n[Autotest cut this copy here, after %d bytes: there was more.]\n".formatted(bytes);
  }

  private static byte[] read(InputStream in, long most) throws Unreadable {
    try {
      return in.readNBytes((int) Math.min(most, PART_BYTES));
    } catch (IOException broken) {
      throw new Unreadable(broken);
    }
  }

  /// What is read cannot be, other than what is written.
  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(IOException cause) {
      super(cause);
    }
  }

  /// Writes what is read compressed, as it is.
  ///
  /// @param bytesMax of what is read; more is cut, which the copy says
  static void writeGzip(Path to, InputStream in, long bytesMax) throws IOException {
    byte[] part = in.readNBytes(GZIP_PART_BYTES);
    if (part.length == 0) {
      writeGzip(to, "");
      return;
    }
    try (var out = new GZIPOutputStream(Files.newOutputStream(to))) {
      long left = bytesMax;
      while (part.length > 0 && left > 0) {
        out.write(part, 0, (int) Math.min(left, part.length));
        left -= part.length;
        if (left >= 0) {
          part = in.readNBytes(GZIP_PART_BYTES);
        }
      }
      if (part.length > 0) {
        out.write(cutAfter(bytesMax).getBytes(StandardCharsets.UTF_8));
      }
    }
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
