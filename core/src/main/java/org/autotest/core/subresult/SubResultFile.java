package org.autotest.core.subresult;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a file, or any stream, of sub-results. Bytes that are no text of its encoding are read as
/// U+FFFD.
public final class SubResultFile {
  /// Most that is read of one file, in bytes; the rest is said to be missing.
  public static final long BYTES_MAX = 256L << 20;

  /// Longest line of TAP, in characters; what is beyond is dropped.
  static final int LINE_CHARS_MAX = TapLine.LENGTH_MAX;

  private static final int PROLOG_BYTES = 200;
  private static final Pattern ENCODING =
      Pattern.compile("^\\s*<\\?xml[^>]{0,150}encoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,30})[\"']");

  private SubResultFile() {}

  /// Reads a file that the machine under test wrote: nothing but a regular file is opened.
  ///
  /// @throws IOException also when it is none
  public static SubResults read(Path file, SubResultFormat format, SubResultBudget budget)
      throws IOException {
    String name = String.valueOf(file.getFileName());
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(name + " is no regular file");
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return read(name, in, format, budget);
    }
  }

  /// Reads a stream to its end, or to [#BYTES_MAX].
  ///
  /// @param source how messages name it
  public static SubResults read(
      String source, InputStream in, SubResultFormat format, SubResultBudget budget)
      throws IOException {
    Limited limited = new Limited(in);
    SubResults read =
        switch (format) {
          case TAP -> tap(source, limited, false, budget);
          case KTAP -> tap(source, limited, true, budget);
          case JUNIT -> junit(source, limited, budget);
        };
    if (limited.left > 0) {
      return read;
    }
    return read.plus(
        new SubResults(
            List.of(),
            List.of(
                "%s is longer than %d bytes; the rest was not read".formatted(source, BYTES_MAX))));
  }

  private static SubResults tap(
      String source, InputStream in, boolean kernel, SubResultBudget budget) throws IOException {
    TapReader reader = new TapReader(kernel, budget);
    Reader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    StringBuilder line = new StringBuilder();
    int c = text.read();
    while (c >= 0) {
      if (c == '\n') {
        reader.accept(line.toString());
        line.setLength(0);
      } else if (line.length() < LINE_CHARS_MAX) {
        line.append((char) c);
      }
      c = text.read();
    }
    if (!line.isEmpty()) {
      reader.accept(line.toString());
    }
    boolean sawAny = reader.sawAny();
    SubResults read = reader.end();
    return sawAny ? read : new SubResults(List.of(), List.of(source + ": there is no line of TAP"));
  }

  private static SubResults junit(String source, InputStream in, SubResultBudget budget)
      throws IOException {
    PushbackInputStream bytes = new PushbackInputStream(in, PROLOG_BYTES);
    byte[] prolog = bytes.readNBytes(PROLOG_BYTES);
    bytes.unread(prolog);
    Reader text = new BufferedReader(new InputStreamReader(bytes, charset(prolog)), 1 << 16);
    return JunitReader.read(source, text, budget);
  }

  private static Charset charset(byte[] prolog) {
    if (prolog.length >= 2 && (prolog[0] & 0xff) + (prolog[1] & 0xff) == 0x1fd) {
      return StandardCharsets.UTF_16;
    }
    Matcher encoding = ENCODING.matcher(new String(prolog, StandardCharsets.ISO_8859_1));
    if (!encoding.find()) {
      return StandardCharsets.UTF_8;
    }
    return switch (encoding.group(1).toLowerCase(Locale.ROOT)) {
      case "iso-8859-1", "latin1", "windows-1252", "us-ascii" -> StandardCharsets.ISO_8859_1;
      default -> StandardCharsets.UTF_8;
    };
  }

  /// Ends a stream at the limit.
  private static final class Limited extends FilterInputStream {
    long left = BYTES_MAX;

    Limited(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int count = super.read(buffer, offset, (int) Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }
  }
}
