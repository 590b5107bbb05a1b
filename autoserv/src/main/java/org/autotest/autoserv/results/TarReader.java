package org.autotest.autoserv.results;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a tar stream (ustar, GNU, pax) member by member. The stream comes from a machine that is
/// not trusted: every length is bounded, nothing is believed about names. Our own, since a process
/// that lives a second cannot afford the classes of a library for six formats more.
final class TarReader {
  private static final int BLOCK = 512;
  private static final int EXTENSION_BYTES_MAX = 64 * 1024;

  private final InputStream in;
  private long unread;
  private int padding;

  TarReader(InputStream in) {
    this.in = in;
  }

  /// The next member, or null at the end of the archive. What was not read of the last member's
  /// content is skipped.
  ///
  /// @throws IOException when the stream breaks off or is no tar stream
  @Nullable TarEntry next() throws IOException {
    Map<String, String> extended = new HashMap<>();
    while (true) {
      in.skipNBytes(unread + padding);
      unread = 0;
      padding = 0;
      byte[] header = in.readNBytes(BLOCK);
      if (header.length < BLOCK) {
        throw new EOFException("the tar stream breaks off");
      }
      if (isZero(header)) {
        return null;
      }
      requireChecksum(header);
      long size = number(header, 124, 12);
      switch (header[156]) {
        case 'L' -> extended.put("path", longName(size));
        case 'K' -> extended.put("linkpath", longName(size));
        case 'x' -> readPax(extension(size), extended);
        case 'g' -> extension(size);
        default -> {
          return entry(header, extended);
        }
      }
    }
  }

  /// Copies the content of the current member.
  void copyContent(OutputStream out) throws IOException {
    byte[] buffer = new byte[(int) Math.min(64 * 1024, Math.max(unread, 1))];
    while (unread > 0) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, unread));
      if (n < 0) {
        throw new EOFException("the tar stream breaks off");
      }
      unread -= n;
      out.write(buffer, 0, n);
    }
  }

  private TarEntry entry(byte[] header, Map<String, String> extended) throws IOException {
    String prefix = isUstar(header) ? text(header, 345, 155) : "";
    String shortName = text(header, 0, 100);
    String name =
        extended.getOrDefault("path", prefix.isEmpty() ? shortName : prefix + "/" + shortName);
    TarEntry.Type type =
        switch (header[156]) {
          case '0', 0, '7' -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
          case '5' -> TarEntry.Type.DIRECTORY;
          case '1' -> TarEntry.Type.HARDLINK;
          case '2' -> TarEntry.Type.SYMLINK;
          default -> TarEntry.Type.OTHER;
        };
    unread = type == TarEntry.Type.FILE || type == TarEntry.Type.OTHER ? size(header, extended) : 0;
    padding = (int) ((BLOCK - unread % BLOCK) % BLOCK);
    return new TarEntry(
        name,
        type,
        unread,
        extended.getOrDefault("linkpath", text(header, 157, 100)),
        (number(header, 100, 8) & 0100) != 0,
        modified(header));
  }

  /// A time that makes no sense is 1970: no reason to lose the file.
  private static Instant modified(byte[] header) {
    try {
      return Instant.ofEpochSecond(Math.min(number(header, 136, 12), 253_402_300_799L));
    } catch (IOException outOfRange) {
      return Instant.EPOCH;
    }
  }

  private static long size(byte[] header, Map<String, String> extended) throws IOException {
    String text = extended.get("size");
    if (text == null) {
      return number(header, 124, 12);
    }
    if (!text.matches("\\d{1,18}")) {
      throw new IOException("not a tar stream: a size is no number");
    }
    return Long.parseLong(text);
  }

  /// Of one that is longer than any name here can be, the beginning, which is too long as well.
  private String longName(long size) throws IOException {
    String name = extension(Math.min(size, EXTENSION_BYTES_MAX));
    padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
    unread = Math.max(0, size - EXTENSION_BYTES_MAX);
    return name.replaceAll("(?s)\0.*", "");
  }

  private String extension(long size) throws IOException {
    if (size > EXTENSION_BYTES_MAX) {
      throw new IOException("a name in the tar stream is longer than " + EXTENSION_BYTES_MAX);
    }
    byte[] bytes = in.readNBytes((int) size);
    if (bytes.length < size) {
      throw new EOFException("the tar stream breaks off");
    }
    padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
    return SafeNames.decoded(bytes);
  }

  /// Records of the form `27 path=some/name\n`, the number being the length of the whole record in
  /// bytes; lengths in characters are good enough to find the records that matter here.
  private static void readPax(String records, Map<String, String> extended) {
    for (String record : records.split("\n", -1)) {
      int blank = record.indexOf(' ');
      int equals = record.indexOf('=');
      if (blank > 0 && equals > blank) {
        extended.put(record.substring(blank + 1, equals), record.substring(equals + 1));
      }
    }
  }

  private static long number(byte[] header, int offset, int length) throws IOException {
    if ((header[offset] & 0x80) != 0) {
      long value = header[offset] & 0x7f;
      for (int i = 1; i < length; i++) {
        if (value > Long.MAX_VALUE >> 9) {
          throw new IOException("not a tar stream: a number is out of range");
        }
        value = (value << 8) | (header[offset + i] & 0xff);
      }
      return value;
    }
    String digits = text(header, offset, length).strip();
    if (!digits.matches("[0-7]{0,20}")) {
      throw new IOException("not a tar stream: '%s' is no octal number".formatted(digits));
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return SafeNames.decoded(Arrays.copyOfRange(header, offset, end));
  }

  private static boolean isUstar(byte[] header) {
    return text(header, 257, 6).equals("ustar");
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static void requireChecksum(byte[] header) throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    if (sum != number(header, 148, 8)) {
      throw new IOException("not a tar stream: a header has a wrong checksum");
    }
  }
}
