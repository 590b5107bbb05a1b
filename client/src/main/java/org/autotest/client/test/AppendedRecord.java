package org.autotest.client.test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.autotest.core.results.Keyvals;
import org.jspecify.annotations.Nullable;

/// What a program has appended to the keyval file of the iterations by itself. It may have put
/// anything there: what is no regular file is not looked at, and of much only the end.
///
/// @param end where the file ends, in bytes
/// @param perf the measured values, numbers where they are some
/// @param missing what is missing to a blank line at the end; empty when nothing was appended
/// @param wrong the lines that are no keyvals, at most [#WRONG_MAX] of them, with their numbers
record AppendedRecord(
    long end, Map<String, @Nullable Object> perf, String missing, List<String> wrong) {
  /// Most lines that are told of.
  static final int WRONG_MAX = 5;

  /// Most that is read, in bytes.
  private static final int BYTES_MAX = 1 << 20;

  private static final String PERF = "{perf}=";

  /// Reads what stands behind a place.
  ///
  /// @param known where the file ended before; one that is shorter now was written anew
  static AppendedRecord behind(long known, Path file) throws IOException {
    if (!Files.exists(file)) {
      return new AppendedRecord(0, Map.of(), "", List.of());
    }
    BasicFileAttributes now;
    try {
      now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException removedMeanwhile) {
      return new AppendedRecord(0, Map.of(), "", List.of());
    }
    if (!now.isRegularFile() || now.size() == known) {
      return new AppendedRecord(known, Map.of(), "", List.of());
    }
    long begin = now.size() < known ? 0 : known;
    long from = Math.max(begin, now.size() - BYTES_MAX);
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      in.skipNBytes(from);
      String text = new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
      int firstLine = from == begin ? 0 : text.indexOf('\n') + 1;
      List<String> wrong = from == begin ? wrong(text) : List.of();
      return new AppendedRecord(now.size(), perfOf(text, firstLine), missing(text), wrong);
    }
  }

  private static String missing(String text) {
    if (text.isBlank() || text.endsWith("\n\n")) {
      return "";
    }
    return text.endsWith("\n") ? "\n" : "\n\n";
  }

  private static List<String> wrong(String text) {
    List<String> wrong = new ArrayList<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length && wrong.size() < WRONG_MAX; i++) {
      if (!lines[i].isBlank() && !isKeyval(lines[i])) {
        wrong.add("line %d, '%s'".formatted(i + 1, lines[i].strip()));
      }
    }
    return wrong;
  }

  private static boolean isKeyval(String line) {
    int equals = line.indexOf('=');
    String key = equals < 0 ? "" : line.substring(0, equals).strip();
    if (key.endsWith("{perf}") && number(line.substring(equals + 1).strip()) instanceof String) {
      return false;
    }
    return Keyvals.isKey(key.replaceFirst("\\{(perf|attr)\\}$", ""));
  }

  private static Map<String, @Nullable Object> perfOf(String text, int firstLine) {
    Map<String, @Nullable Object> perf = new TreeMap<>();
    int begin = firstLine;
    while (begin < text.length()) {
      int end = text.indexOf('\n', begin);
      end = end < 0 ? text.length() : end;
      int sign = text.indexOf(PERF, begin, end);
      if (sign > begin) {
        String value = text.substring(sign + PERF.length(), end).strip();
        perf.put(text.substring(begin, sign).strip(), number(value));
      }
      begin = end + 1;
    }
    return Collections.unmodifiableMap(perf);
  }

  private static Object number(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException text) {
      return value;
    }
  }
}
