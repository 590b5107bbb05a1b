package org.autotest.core.statuslog;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;

/// One entry of a status log.
///
/// Written as tabs for the indentation, then fields joined by tabs: the word, the subdirectory or
/// `----`, the operation or `----`, any number of `key=value`, the message (which may be empty, so
/// that the line ends with a tab). Further lines of the message stand below, each after two blanks
/// and without indentation.
///
/// @param indent groups around it, from 0; an END stands at the level of its START
/// @param subdir the directory of the test it is about
/// @param operation the test or step it is about
/// @param fields in the order to write; `timestamp` and `localtime` among them
/// @param message may have several lines
public record StatusLine(
    int indent,
    StatusWord word,
    Optional<String> subdir,
    Optional<String> operation,
    Map<String, String> fields,
    String message) {

  /// Stands for an absent subdirectory or operation.
  public static final String NONE = "----";

  /// The field with whole seconds since 1970.
  public static final String TIMESTAMP = "timestamp";

  /// The field with the local time, `Nov 14 22:13:20`.
  public static final String LOCALTIME = "localtime";

  /// The field that names the test of which the entry is a sub-result.
  public static final String SUBTEST_OF = "subtest_of";

  /// The field with the seconds that a sub-result took.
  public static final String DURATION = "duration";

  /// The last second that a database can hold, the end of the year 9999.
  private static final long SECONDS_MAX = 253_402_300_799L;

  private static final String FORBIDDEN_IN_MESSAGE = "\r\u000b\f";
  private static final String FORBIDDEN = "\t\n" + FORBIDDEN_IN_MESSAGE;
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  /// Refuses what could not be read back.
  ///
  /// @throws MalformedInput when a part holds a character that would break the line
  public StatusLine {
    requireClean("subdir", subdir.orElse(""));
    requireClean("operation", operation.orElse(""));
    fields.forEach(
        (key, value) -> {
          requireClean("field", key);
          requireClean("field " + key, value);
        });
    if (holdsAnyOf(FORBIDDEN_IN_MESSAGE, message)) {
      throw broken("message", message);
    }
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /// The two fields that every line has.
  public static Map<String, String> timeFields(Instant now, ZoneId zone) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(TIMESTAMP, Long.toString(now.getEpochSecond()));
    fields.put(LOCALTIME, localTime(LocalDateTime.ofInstant(now, zone)));
    return fields;
  }

  /// `Nov 14 22:13:20`, without a formatter: each entry has it, and the first ones of a client are
  /// written by code that is not compiled yet.
  private static String localTime(LocalDateTime time) {
    StringBuilder text = new StringBuilder(15).append(MONTHS[time.getMonthValue() - 1]);
    two(text.append(' '), time.getDayOfMonth());
    two(text.append(' '), time.getHour());
    two(text.append(':'), time.getMinute());
    two(text.append(':'), time.getSecond());
    return text.toString();
  }

  private static void two(StringBuilder text, int number) {
    text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /// The `timestamp` field; empty when absent, no number, or after the year 9999.
  public Optional<Instant> timestamp() {
    String text = fields.getOrDefault(TIMESTAMP, "");
    if (text.isEmpty() || text.length() > 12 || text.chars().anyMatch(c -> c < '0' || c > '9')) {
      return Optional.empty();
    }
    long seconds = Long.parseLong(text);
    return seconds > SECONDS_MAX ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
  }

  /// The first line of the message, which is what the results database keeps.
  public String reason() {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /// The text as a message may hold it: line ends as `\n`, other forbidden control characters as
  /// blanks.
  public static String asMessage(String text) {
    return holdsAnyOf(FORBIDDEN_IN_MESSAGE, text)
        ? text.replace("\r\n", "\n").replaceAll("[" + FORBIDDEN_IN_MESSAGE + "]", " ")
        : text;
  }

  /// The text as a field, a subdirectory or an operation may hold it: on one line.
  public static String asName(String text) {
    return asMessage(text).replaceAll("[\\t\\n]", " ").stripLeading();
  }

  /// The entry as text, newline at the end included.
  public String written() {
    String[] lines = message.split("\n", -1);
    StringBuilder text = new StringBuilder("\t".repeat(indent));
    text.append(word.written()).append('\t');
    text.append(subdir.orElse(NONE)).append('\t').append(operation.orElse(NONE)).append('\t');
    fields.forEach((key, value) -> text.append(key).append('=').append(value).append('\t'));
    text.append(lines[0].replace("\t", "        ")).append('\n');
    for (int i = 1; i < lines.length; i++) {
      text.append("  ").append(lines[i]).append('\n');
    }
    return text.toString();
  }

  private static void requireClean(String part, String text) {
    if (holdsAnyOf(FORBIDDEN, text)) {
      throw broken(part, text);
    }
  }

  private static boolean holdsAnyOf(String forbidden, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' && forbidden.indexOf(c) >= 0) {
        return true;
      }
    }
    return false;
  }

  /// Control characters in words that name them.
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\t' -> escaped.append("\\t");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        default -> escaped.append(Character.isISOControl(c) ? "\\x%02x".formatted((int) c) : c);
      }
    }
    return escaped.toString();
  }

  private static MalformedInput broken(String part, String text) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return new MalformedInput(
        Blame.TEST,
        "status line",
        0,
        "the %s holds a control character: \"%s\"".formatted(part, escaped(shown)));
  }
}
