package org.autotest.core.results;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;

/// A `keyval` file: one `key=value` a line, appended to by several programs; the last of equal keys
/// wins.
///
/// ```
/// hostname=host1
/// job_started=1700000000
/// label=kernel nightly
/// ```
///
/// A newline or carriage return inside a value is written as the two characters `\n` or `\r`, so
/// that no value can break the file. Reading takes every value as it stands, since files of the
/// original hold such pairs of their own (`param-message='two\nlines'`): a `#` inside a value is
/// part of it, `6.10` stays `6.10`, and a line that is blank, a comment or otherwise not
/// `key=value` is skipped.
public final class Keyvals {
  private static final Pattern LINE = Pattern.compile("([-.\\w]+)=(.*)", Pattern.DOTALL);

  private Keyvals() {}

  /// Whether the text can be a key.
  public static boolean isKey(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isOfKey(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isOfKey(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "_-.".indexOf(c) >= 0;
  }

  /// Empty when there is no such file; in file order. A line that is no UTF-8 is read as ISO
  /// 8859-1.
  public static Map<String, String> read(Path file) throws IOException {
    try {
      return parse(LinesOfBytes.text(Files.readAllBytes(file)));
    } catch (NoSuchFileException absent) {
      return Map.of();
    }
  }

  /// Reads the text of a keyval file.
  public static Map<String, String> parse(String text) {
    Map<String, String> keyvals = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      Matcher matcher = LINE.matcher(line.stripTrailing());
      if (matcher.matches()) {
        keyvals.put(matcher.group(1), matcher.group(2));
      }
    }
    return Collections.unmodifiableMap(keyvals);
  }

  /// Appends in key order; creates the file when absent.
  ///
  /// @throws MalformedInput for a key that is none; nothing is written then
  public static void append(Path file, Map<String, String> keyvals) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> keyval : new TreeMap<>(keyvals).entrySet()) {
      text.append(line(keyval.getKey(), keyval.getValue()));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /// One line, newline included.
  ///
  /// @throws MalformedInput for a key that is none
  public static String line(String key, String value) {
    if (!isKey(key)) {
      throw new MalformedInput(
          Blame.SUBMITTER,
          "keyval",
          0,
          "'%s' is no key: letters, digits and . _ - only".formatted(key));
    }
    return key + "=" + escape(value) + "\n";
  }

  /// The value as it stands in a line.
  public static String escape(String value) {
    return value.replace("\n", "\\n").replace("\r", "\\r");
  }
}
