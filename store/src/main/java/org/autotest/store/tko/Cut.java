package org.autotest.store.tko;

import java.util.Set;
import java.util.TreeSet;

/// Fits texts into columns, and remembers which columns were too narrow.
final class Cut {
  private static final int SHOWN_MAX = 60;

  private final Set<String> columns = new TreeSet<>();
  private int texts;

  /// The text, or as much of it as the column takes, never half a character.
  ///
  /// @param column for the note, `test.reason`
  /// @param charsMax width of the column, in characters
  String to(String column, int charsMax, String text) {
    if (text.length() <= charsMax || text.codePointCount(0, text.length()) <= charsMax) {
      return text;
    }
    columns.add(column);
    texts++;
    return text.substring(0, text.offsetByCodePoints(0, charsMax));
  }

  /// What was cut, in a sentence; empty text when nothing was.
  String note() {
    if (texts == 0) {
      return "";
    }
    String shown = String.join(", ", columns);
    return "%d texts were cut to the width of %s"
        .formatted(texts, shown.length() > SHOWN_MAX ? shown.substring(0, SHOWN_MAX) + "…" : shown);
  }
}
