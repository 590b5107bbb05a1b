package org.autotest.web.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.autotest.core.failure.Blame;

/// The end of a log, as text that a page can show: at most so many bytes, cut at the start of a
/// line, without the codes by which programs colour terminals.
///
/// @param startsAt offset in the file of the first byte shown; 0 when all is shown
/// @param endsAt offset in the file of the first byte not shown: where following goes on
/// @param isBinary whether it holds NUL bytes; `text` is empty then
public record LogText(String text, long startsAt, long endsAt, boolean isBinary) {
  private static final Pattern TERMINAL_CODES =
      Pattern.compile(
          "\\x1b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)|[@-Z\\\\-_])");
  private static final Pattern CONTROLS =
      Pattern.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]");

  /// Reads the end of an open file.
  ///
  /// @param bytesMax most bytes read
  public static LogText tail(ResultsFiles.Opened file, int bytesMax) {
    long size = file.sizeBytes();
    long start = Math.max(0, size - bytesMax);
    byte[] bytes;
    try {
      bytes = read(file, start, (int) (size - start));
    } catch (IOException failure) {
      throw new ResultsUnreadable(Blame.LAB, "log", failure);
    }
    for (byte one : bytes) {
      if (one == 0) {
        return new LogText("", start, size, true);
      }
    }
    int skipped = 0;
    if (start > 0) {
      while (skipped < bytes.length && bytes[skipped] != '\n') {
        skipped++;
      }
      skipped = skipped < bytes.length ? skipped + 1 : 0;
    }
    String text = new String(bytes, skipped, bytes.length - skipped, StandardCharsets.UTF_8);
    return new LogText(readable(text), start + skipped, start + bytes.length, false);
  }

  /// The last lines of the text.
  public String lastLines(int count) {
    List<String> lines = text.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }

  private static String readable(String text) {
    String plain = TERMINAL_CODES.matcher(text.replace("\r\n", "\n")).replaceAll("");
    return CONTROLS.matcher(plain.replace('\r', '\n')).replaceAll("�");
  }

  private static byte[] read(ResultsFiles.Opened file, long start, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    file.channel().position(start);
    int got;
    do {
      got = file.channel().read(buffer);
    } while (got >= 0 && buffer.hasRemaining());
    buffer.flip();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
