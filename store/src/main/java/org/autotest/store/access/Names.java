package org.autotest.store.access;

import java.util.regex.Pattern;

/// What names may look like that people choose.
public final class Names {
  /// Longest name, in characters; the width of the columns.
  public static final int CHARS_MAX = 255;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

  private Names() {}

  /// Checks a name of one line: not blank, without control characters, not longer than a column.
  ///
  /// @return the name without blanks around it; what is wrong with it is noted in `problems`
  public static String line(Problems problems, String field, String name) {
    String stripped = name.strip();
    if (stripped.isEmpty()) {
      problems.add(field, "must not be blank");
    } else if (stripped.length() > CHARS_MAX) {
      problems.add(
          field, "has %d characters, more than %d".formatted(stripped.length(), CHARS_MAX));
    } else if (CONTROL.matcher(stripped).find()) {
      problems.add(field, "holds a control character, such as a line break");
    }
    return stripped;
  }

  /// Checks a name that also stands in comma-separated lists.
  ///
  /// @return the name without blanks around it; what is wrong with it is noted in `problems`
  public static String listable(Problems problems, String field, String name) {
    String stripped = line(problems, field, name);
    if (stripped.contains(",")) {
      problems.add(field, "holds a comma, which separates names in lists");
    }
    return stripped;
  }
}
