package org.autotest.autoserv.python;

import java.io.IOException;
import java.io.Reader;
import java.util.function.Consumer;

/// What is printed, by lines. A line ends with a line feed, a carriage return, or both, and is told
/// when it is whole, or too long; the rest of a long one is not kept.
final class WholeLines {
  private static final int CHARS_MAX = 10_000;

  private final Consumer<String> told;
  private final StringBuilder line = new StringBuilder();
  private boolean begun;
  private boolean cut;
  private boolean returned;

  private WholeLines(Consumer<String> told) {
    this.told = told;
  }

  /// Reads all that comes.
  static void pass(Reader from, Consumer<String> told) throws IOException {
    WholeLines lines = new WholeLines(told);
    char[] buffer = new char[8192];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      for (int i = 0; i < n; i++) {
        lines.take(buffer[i]);
      }
    }
    if (lines.begun) {
      lines.end();
    }
  }

  private void take(char next) {
    boolean second = next == '\n' && returned;
    returned = next == '\r';
    if (second) {
      return;
    }
    if (next == '\n' || returned) {
      end();
    } else if (!cut) {
      begun = true;
      line.append(next);
      cut = line.length() > CHARS_MAX;
      if (cut) {
        told.accept(line.substring(0, CHARS_MAX) + " …");
      }
    }
  }

  private void end() {
    if (!cut) {
      told.accept(line.toString());
    }
    line.setLength(0);
    cut = false;
    begun = false;
  }
}
