package org.autotest.core.statuslog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.autotest.core.failure.MalformedInput;

/// Reads one line of a status log. Lenient: whatever a line holds, the outcome is a value.
///
/// A line is an entry when, after its tabs, three fields stand that each end with a tab and begin
/// with something else than a blank, the first of them a status word. What follows are `key=value`
/// fields up to the first part that is none; the rest is the message, tabs included. The last part
/// is the message even when it looks like a field (`x=y is wrong`), unless it is one of the two
/// time fields, and whole, so that a line whose trailing tab an editor removed is still read.
final class StatusLineGrammar {
  /// What a line turned out to be.
  sealed interface Outcome {
    /// An entry, so far without further lines of its message.
    record Line(StatusLine line) implements Outcome {}

    /// No entry.
    ///
    /// @param problem what is wrong, in words that follow the line's place
    record Broken(String problem) implements Outcome {}
  }

  private static final int INDENT_MAX = 1_000;
  private static final Pattern TIME_FIELD =
      Pattern.compile("timestamp=\\d{9,12}|localtime=[A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d");

  private StatusLineGrammar() {}

  /// Reads a line without its newline.
  static Outcome read(String line) {
    int indent = 0;
    while (indent < line.length() && line.charAt(indent) == '\t') {
      indent++;
    }
    List<String> parts = split(line.substring(indent));
    if (parts.size() < 4 || parts.stream().limit(3).anyMatch(StatusLineGrammar::startsBlank)) {
      return new Outcome.Broken("no status line: " + shown(line));
    }
    if (indent > INDENT_MAX) {
      return new Outcome.Broken("more than %d levels deep".formatted(INDENT_MAX));
    }
    Optional<StatusWord> word = StatusWord.parse(parts.getFirst());
    if (word.isEmpty()) {
      return new Outcome.Broken("unknown status word " + shown(parts.getFirst()));
    }
    try {
      return new Outcome.Line(line(indent, word.get(), parts));
    } catch (MalformedInput broken) {
      return new Outcome.Broken(broken.problem());
    }
  }

  private static StatusLine line(int indent, StatusWord word, List<String> parts) {
    Map<String, String> fields = new LinkedHashMap<>();
    int next = 3;
    int last = parts.size() - 1;
    while (next <= last && isField(parts.get(next), next == last)) {
      String part = parts.get(next++);
      int equals = part.indexOf('=');
      fields.put(part.substring(0, equals), part.substring(equals + 1));
    }
    String message = String.join("\t", parts.subList(next, parts.size()));
    return new StatusLine(
        indent,
        word,
        unlessNone(parts.get(1)),
        unlessNone(parts.get(2)),
        fields,
        StatusLine.asMessage(message));
  }

  private static boolean isField(String part, boolean last) {
    int equals = part.indexOf('=');
    if (equals < 1) {
      return false;
    }
    for (int i = 0; i < equals; i++) {
      char c = part.charAt(i);
      boolean word = c < 128 && (Character.isLetterOrDigit(c) || "_.-".indexOf(c) >= 0);
      if (!word) {
        return false;
      }
    }
    return !last || TIME_FIELD.matcher(part).matches();
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>(8);
    int start = 0;
    for (int tab = text.indexOf('\t'); tab >= 0; tab = text.indexOf('\t', start)) {
      parts.add(text.substring(start, tab));
      start = tab + 1;
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static boolean startsBlank(String part) {
    return part.isEmpty() || Character.isWhitespace(part.charAt(0));
  }

  private static Optional<String> unlessNone(String part) {
    return part.equals(StatusLine.NONE) ? Optional.empty() : Optional.of(part);
  }

  private static String shown(String text) {
    String start = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return '"' + start.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
