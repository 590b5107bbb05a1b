package org.autotest.core.statuslog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.autotest.core.statuslog.StatusLineGrammar.Outcome;
import org.jspecify.annotations.Nullable;

/// Reads a status log line by line and hands on entries as soon as they are whole. An entry is
/// whole when a line follows that does not continue its message, or at [#end].
///
/// Nothing that a log holds makes it fail: a line that is no entry is handed on as [Garbage] with
/// its number; line ends may be CRLF; a byte order mark before the first is left out; bytes that
/// are no UTF-8 become U+FFFD; a message keeps its first [#MESSAGE_CHARS_MAX] characters; a line of
/// more than [#LINE_BYTES_MAX] bytes is garbage. So the memory needed does not depend on the size
/// of the log.
///
/// Not safe for use by several threads.
public final class StatusLogReader {
  /// Longest line of a file, in bytes.
  public static final int LINE_BYTES_MAX = 1 << 20;

  /// Longest message, in characters, over all its lines; what is beyond is dropped.
  public static final int MESSAGE_CHARS_MAX = 1 << 16;

  /// Some editors write it at the beginning of a file.
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private static final String CONTINUATION = "  ";

  /// Something that a log holds.
  public sealed interface Item {
    /// Where it begins, counted from 1.
    int lineNumber();

    /// A status line, with all lines of its message.
    record Entry(int lineNumber, StatusLine line) implements Item {}

    /// A line that is no status line and does not continue one.
    ///
    /// @param problem what is wrong with it
    record Garbage(int lineNumber, String problem) implements Item {}
  }

  /// Whether a log may still grow.
  public enum Growth {
    /// Nobody writes to it any more: a last line without newline is a line.
    DONE,
    /// Somebody may be in the middle of a line: a last line without newline is left for the next
    /// time.
    GROWING
  }

  private final Consumer<Item> sink;
  private int lines;
  private int entryAt;
  private @Nullable StatusLine entry;
  private final StringBuilder message = new StringBuilder();

  /// Hands everything it finds to `sink`, in order.
  public StatusLogReader(Consumer<Item> sink) {
    this.sink = sink;
  }

  /// Takes the next line.
  ///
  /// @param text without its newline; a carriage return at the end is dropped
  public void accept(String text) {
    lines++;
    int begin = lines == 1 && text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
    String line = text.substring(begin, text.length() - (text.endsWith("\r") ? 1 : 0));
    if (entry != null && line.startsWith(CONTINUATION)) {
      continueMessage(line.substring(CONTINUATION.length()));
      return;
    }
    flush();
    Outcome outcome = StatusLineGrammar.read(line);
    // Each switch over types makes a class when it is first met, 20 ms of a job that takes 200.
    if (outcome instanceof Outcome.Line(StatusLine read)) {
      entry = read;
      entryAt = lines;
      message.setLength(0);
      message.append(limited(read.message()));
    } else if (outcome instanceof Outcome.Broken(String problem)) {
      sink.accept(new Item.Garbage(lines, problem));
    }
  }

  /// Hands on the last entry. Lines may follow all the same, for example when more of a growing log
  /// has arrived.
  public void end() {
    flush();
  }

  /// Reads a whole text.
  public static List<Item> readText(String text) {
    List<Item> items = new ArrayList<>();
    StatusLogReader reader = new StatusLogReader(items::add);
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      reader.accept(text.substring(start, end));
      start = end + 1;
    }
    if (start < text.length()) {
      reader.accept(text.substring(start));
    }
    reader.end();
    return items;
  }

  /// Reads one line; empty when it is no status line.
  public static Optional<StatusLine> readLine(String text) {
    return switch (StatusLineGrammar.read(text)) {
      case Outcome.Line(StatusLine line) -> Optional.of(line);
      case Outcome.Broken _ -> Optional.empty();
    };
  }

  /// Reads a file, whatever its size.
  public static void readFile(Path file, Growth growth, Consumer<Item> sink) throws IOException {
    StatusLogReader reader = new StatusLogReader(sink);
    try (InputStream in = Files.newInputStream(file)) {
      reader.readBytes(in, growth);
    }
    reader.end();
  }

  private void readBytes(InputStream in, Growth growth) throws IOException {
    byte[] buffer = new byte[1 << 16];
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean tooLong = false;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      int start = 0;
      for (int i = 0; i < read; i++) {
        if (buffer[i] == '\n') {
          line.write(buffer, start, i - start);
          acceptBytes(line, tooLong);
          tooLong = false;
          start = i + 1;
        }
      }
      tooLong |= line.size() + (read - start) > LINE_BYTES_MAX;
      if (tooLong) {
        line.reset();
      } else {
        line.write(buffer, start, read - start);
      }
    }
    if (growth == Growth.DONE && (line.size() > 0 || tooLong)) {
      acceptBytes(line, tooLong);
    }
  }

  private void acceptBytes(ByteArrayOutputStream line, boolean tooLong) {
    if (tooLong || line.size() > LINE_BYTES_MAX) {
      flush();
      lines++;
      sink.accept(new Item.Garbage(lines, "line longer than %d bytes".formatted(LINE_BYTES_MAX)));
    } else {
      accept(line.toString(StandardCharsets.UTF_8));
    }
    line.reset();
  }

  private void continueMessage(String line) {
    int room = MESSAGE_CHARS_MAX - message.length();
    if (room > 0) {
      String clean = StatusLine.asMessage(line);
      message.append('\n').append(clean, 0, Math.min(clean.length(), room - 1));
    }
  }

  private void flush() {
    StatusLine whole = entry;
    if (whole == null) {
      return;
    }
    entry = null;
    sink.accept(
        new Item.Entry(
            entryAt,
            message.length() == whole.message().length()
                ? whole
                : new StatusLine(
                    whole.indent(),
                    whole.word(),
                    whole.subdir(),
                    whole.operation(),
                    whole.fields(),
                    message.toString())));
  }

  private static String limited(String text) {
    return text.length() > MESSAGE_CHARS_MAX ? text.substring(0, MESSAGE_CHARS_MAX) : text;
  }
}
