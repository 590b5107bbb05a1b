package org.autotest.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.autotest.core.failure.Blame;

/// Several items in one word of a command line, or in a file.
final class ItemList {
  private static final Pattern COMMENT = Pattern.compile("(?m)(?:^|(?<=[\\s,]))#.*$");
  private static final Pattern BETWEEN = Pattern.compile("[\\s,]+");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private ItemList() {}

  /// Splits at commas; a backslash keeps the comma behind it. Blanks around items go, blanks inside
  /// stay: labels have such names.
  static List<String> split(String text) {
    return split(text, false);
  }

  /// Splits at commas and blanks; a backslash keeps the one behind it.
  static List<String> words(String text) {
    return split(text, true);
  }

  private static List<String> split(String text, boolean atBlanks) {
    List<String> items = new ArrayList<>();
    StringBuilder item = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean more = i + 1 < text.length();
      if (c == '\\' && more && separates(text.charAt(i + 1), atBlanks)) {
        item.append(text.charAt(i + 1));
        i++;
      } else if (separates(c, atBlanks)) {
        items.add(item.toString().strip());
        item.setLength(0);
      } else {
        item.append(c);
      }
    }
    items.add(item.toString().strip());
    items.removeIf(String::isEmpty);
    return items;
  }

  private static boolean separates(char c, boolean atBlanks) {
    return c == ',' || (atBlanks && Character.isWhitespace(c));
  }

  /// Reads a file of items between blanks, commas and line ends, each once, in order. What follows
  /// a `#` at the start of a line or behind a blank is a comment. `-` is the standard input.
  ///
  /// ```
  /// # rack 3, but not host12
  /// host10, host11
  /// host13   # has the fast disk
  /// ```
  ///
  /// @throws CliFailure when it cannot be read or holds no item
  static List<String> read(String file, Surroundings around) {
    String uncommented = COMMENT.matcher(text(file, around)).replaceAll("");
    List<String> items =
        new ArrayList<>(new LinkedHashSet<>(List.of(BETWEEN.split(uncommented, -1))));
    items.removeIf(String::isEmpty);
    if (items.isEmpty()) {
      throw new CliFailure(Blame.SUBMITTER, "reading the list %s: it is empty".formatted(file));
    }
    return items;
  }

  /// Reads a whole file, without the mark that some editors put before it; `-` is the standard
  /// input.
  ///
  /// @throws CliFailure when it cannot be read
  static String text(String file, Surroundings around) {
    try {
      byte[] bytes =
          file.equals("-") ? around.in().readAllBytes() : Files.readAllBytes(Path.of(file));
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (java.nio.file.NoSuchFileException absent) {
      throw new CliFailure(Blame.SUBMITTER, "reading %s: no such file".formatted(file), absent);
    } catch (IOException e) {
      throw new CliFailure(Blame.SUBMITTER, "reading %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
