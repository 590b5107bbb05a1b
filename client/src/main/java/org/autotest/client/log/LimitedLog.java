package org.autotest.client.log;

import java.util.ArrayDeque;
import java.util.Deque;

/// Passes on what a test prints up to a limit; of what is beyond, only the last lines, with a note
/// of how much is missing. So a test that prints without end fills no disk.
///
/// Records of the harness itself are passed on always. Safe for several threads.
public final class LimitedLog implements LogSink {
  /// The system property with the limit, in characters of all that one test prints.
  public static final String PROPERTY = "autotest.output.limit";

  private static final long LIMIT_DEFAULT = 16L << 20;
  private static final int TAIL_LINES_MAX = 50;
  private static final int TAIL_LINE_CHARS_MAX = 1_000;
  private static final String HARNESS = "harness";

  private record Line(LogLevel level, String module, int line, String text) {}

  private final LogSink out;
  private final long limit;
  private final Deque<Line> tail = new ArrayDeque<>();
  private long passed;
  private long droppedLines;
  private long droppedChars;

  /// A log in front of another.
  ///
  /// @param limit in characters
  public LimitedLog(LogSink out, long limit) {
    this.out = out;
    this.limit = limit;
  }

  /// The limit that [#PROPERTY] sets; 16 Mi characters when it sets none.
  public static long limit() {
    return Math.max(0, Long.getLong(PROPERTY, LIMIT_DEFAULT));
  }

  @Override
  public void log(LogLevel level, String module, int line, String text) {
    if (module.equals(HARNESS) || hasRoomFor(level, module, line, text)) {
      out.log(level, module, line, text);
    }
  }

  /// Passes on the last lines of what was dropped. What comes later has the room again that a whole
  /// test has.
  public void finish() {
    long lines;
    long chars;
    Deque<Line> last;
    synchronized (this) {
      lines = droppedLines;
      chars = droppedChars;
      last = new ArrayDeque<>(tail);
      tail.clear();
      droppedLines = 0;
      droppedChars = 0;
      passed = 0;
    }
    if (lines == 0) {
      return;
    }
    out.log(
        LogLevel.WARNING,
        "output beyond %d characters was dropped: %d lines, %d characters; the last %d lines were:"
            .formatted(limit, lines, chars, last.size()));
    last.forEach(each -> out.log(each.level(), each.module(), each.line(), each.text()));
  }

  private synchronized boolean hasRoomFor(LogLevel level, String module, int line, String text) {
    if (droppedLines == 0 && passed + text.length() <= limit) {
      passed += text.length() + 1L;
      return true;
    }
    droppedLines++;
    droppedChars += text.length() + 1L;
    String kept = text.substring(0, Math.min(text.length(), TAIL_LINE_CHARS_MAX));
    tail.addLast(new Line(level, module, line, kept));
    if (tail.size() > TAIL_LINES_MAX) {
      tail.removeFirst();
    }
    return false;
  }
}
