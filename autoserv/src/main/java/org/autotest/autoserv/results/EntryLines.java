package org.autotest.autoserv.results;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.autotest.core.statuslog.StatusLogReader;

/// Tells entries of a status file, with all lines of their messages, from anything else that was
/// written into it. That is logged instead, the first twenty lines of it.
public final class EntryLines {
  private static final int TOLD_MAX = 20;
  private static final int CHARS_MAX = 200;

  /// Begins a further line of a message.
  private static final String FURTHER = "  ";

  private final Optional<Logger> log;
  private boolean isInEntry;
  private int strange;

  private EntryLines(Optional<Logger> log) {
    this.log = log;
  }

  /// For lines from the begin of a file, in their order.
  public static EntryLines logging(Logger log) {
    return new EntryLines(Optional.of(log));
  }

  /// The same, for lines that are looked at once more.
  public static EntryLines silent() {
    return new EntryLines(Optional.empty());
  }

  /// Whether the next line is of an entry.
  ///
  /// @param line with its newline or without
  public boolean take(String line) {
    String text = withoutEnd(withoutEnd(line, '\n'), '\r');
    if (isInEntry && text.startsWith(FURTHER)) {
      return true;
    }
    isInEntry = StatusLogReader.readLine(text).isPresent();
    if (!isInEntry && !text.isBlank()) {
      strange++;
      if (strange <= TOLD_MAX) {
        String shown = text.length() > CHARS_MAX ? text.substring(0, CHARS_MAX) + "…" : text;
        log.ifPresent(
            it -> it.log(Level.WARNING, "left out of the status log, as no status line: " + shown));
      }
    }
    return isInEntry;
  }

  private static String withoutEnd(String line, char end) {
    int last = line.length() - 1;
    return last >= 0 && line.charAt(last) == end ? line.substring(0, last) : line;
  }
}
