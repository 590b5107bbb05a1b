package org.autotest.autoserv.host;

import java.util.List;
import java.util.stream.Collectors;

/// Words as a POSIX shell reads them back unchanged.
public final class ShellWords {
  private ShellWords() {}

  /// One word in single quotes: `it's` becomes `'it'\''s'`.
  ///
  /// @throws IllegalArgumentException for a NUL, which no argument of a program can hold
  public static String quote(String word) {
    if (word.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a shell word cannot hold a NUL character");
    }
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /// The same, of a word that needs it; any other as it is, for people to read.
  static String quoteIfNeeded(String word) {
    return word.matches("[A-Za-z0-9_./:@%+=-]+") ? word : quote(word);
  }

  /// Several words, joined by blanks.
  public static String join(List<String> words) {
    return words.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
  }
}
