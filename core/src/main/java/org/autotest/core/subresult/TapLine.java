package org.autotest.core.subresult;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One line of TAP or KTAP. Whatever a line holds, it is one of these.
sealed interface TapLine {
  /// `TAP version 14`, `KTAP version 1`.
  record Version(boolean kernel) implements TapLine {}

  /// `1..4`, `1..0 # SKIP no such device`.
  ///
  /// @param count how many results are to come, or came
  /// @param note what stands behind it, without the word SKIP
  record Plan(long count, String note) implements TapLine {}

  /// `ok 1 - name # SKIP reason`.
  ///
  /// @param number as text; empty when absent
  /// @param directive in lower case; empty when there is none
  /// @param note what stands behind the directive, or behind a `#` without one
  record Result(boolean ok, String number, String name, String directive, String note)
      implements TapLine {
    /// `time=12.5ms` in the note.
    Optional<Duration> duration() {
      Matcher time = TIME.matcher(note);
      if (!time.find()) {
        return Optional.empty();
      }
      double unit =
          switch (time.group(2)) {
            case "us" -> 1e-6;
            case "ms" -> 1e-3;
            default -> 1.0;
          };
      return seconds(time.group(1), unit);
    }
  }

  /// `Bail out! reason`.
  record BailOut(String reason) implements TapLine {
    /// What is wrong then.
    String problem() {
      return ("it bailed out: " + reason).replaceFirst(": $", "");
    }
  }

  /// `# Subtest: name`.
  record SubtestName(String name) implements TapLine {}

  /// A line that begins with `#`.
  record Comment(String text) implements TapLine {}

  /// Anything else.
  record Other(String text) implements TapLine {}

  /// A line with its place.
  ///
  /// @param column blanks, and `#` of a program whose output was made comments, before it
  /// @param commented whether such `#` stand before it
  record Placed(int column, boolean commented, TapLine line) {}

  /// Longest part of a line that is looked at, in characters.
  int LENGTH_MAX = 16_384;

  Pattern TIME = Pattern.compile("\\btime=(\\d{1,12}(?:\\.\\d{1,9})?)\\s?(us|ms|s|)(?![\\w.])");
  Pattern KERNEL_LOG = Pattern.compile("^(?:<\\d{1,3}>)?\\[ {0,10}\\d{1,10}\\.\\d{1,9}\\] ?");
  Pattern VERSION = Pattern.compile("^(K?)TAP version \\d{1,3}\\s*$", Pattern.CASE_INSENSITIVE);
  Pattern PLAN =
      Pattern.compile(
          "^1\\.\\.(\\d{1,9})\\s*(?:#\\s*(?:skip\\w*)?(.*))?$",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  Pattern RESULT =
      Pattern.compile("^(ok|not ok)(?:\\s+(\\d{1,9})(?!\\S))?(?:\\s+(.*))?$", Pattern.DOTALL);
  Pattern BAIL_OUT = Pattern.compile("^Bail out!(.*)$", Pattern.CASE_INSENSITIVE);
  Pattern DIRECTIVE =
      Pattern.compile(
          "(?:^|\\s)#\\s*(skip|todo|xfail|timeout|error)(?:\\w*)[:\\s]*(.*)$",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /// Reads a line without its newline.
  static Placed read(String text) {
    String line = text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) : text;
    line = line.stripTrailing();
    if (line.startsWith("[") || line.startsWith("<")) {
      line = KERNEL_LOG.matcher(line).replaceFirst("");
    }
    int start = 0;
    boolean commented = false;
    while (start < line.length() && (line.charAt(start) == ' ' || line.charAt(start) == '#')) {
      commented |= line.charAt(start) == '#';
      start++;
    }
    String rest = line.substring(start);
    Optional<TapLine> known = known(rest);
    if (known.isPresent()) {
      return new Placed(start, commented, known.get());
    }
    int blanks = 0;
    while (blanks < line.length() && line.charAt(blanks) == ' ') {
      blanks++;
    }
    String body = line.substring(blanks);
    if (!commented) {
      return new Placed(blanks, false, new Other(body));
    }
    String comment = body.replaceFirst("^#+ ?", "");
    return new Placed(
        blanks,
        false,
        comment.startsWith("Subtest: ")
            ? new SubtestName(comment.substring(9).strip())
            : new Comment(comment));
  }

  private static Optional<TapLine> known(String text) {
    if (text.isEmpty() || "1nobBtTkK".indexOf(text.charAt(0)) < 0) {
      return Optional.empty();
    }
    Matcher result = RESULT.matcher(text);
    if (result.matches()) {
      return Optional.of(result(result));
    }
    Matcher plan = PLAN.matcher(text);
    if (plan.matches()) {
      return Optional.of(new Plan(Long.parseLong(plan.group(1)), orEmpty(plan.group(2))));
    }
    Matcher version = VERSION.matcher(text);
    if (version.matches()) {
      return Optional.of(new Version(!version.group(1).isEmpty()));
    }
    Matcher bailOut = BAIL_OUT.matcher(text);
    return bailOut.matches()
        ? Optional.of(new BailOut(orEmpty(bailOut.group(1))))
        : Optional.empty();
  }

  private static Result result(Matcher line) {
    boolean ok = line.group(1).equals("ok");
    String number = orEmpty(line.group(2));
    String description = orEmpty(line.group(3));
    Matcher directive = DIRECTIVE.matcher(description);
    if (directive.find()) {
      return new Result(
          ok,
          number,
          name(description.substring(0, directive.start())),
          orEmpty(directive.group(1)).toLowerCase(Locale.ROOT),
          orEmpty(directive.group(2)));
    }
    int note = description.startsWith("# ") ? 0 : description.indexOf(" # ");
    return note < 0
        ? new Result(ok, number, name(description), "", "")
        : new Result(
            ok,
            number,
            name(description.substring(0, note)),
            "",
            description.substring(note).replaceFirst("^ ?# ", "").strip());
  }

  private static String name(String text) {
    String name = text.strip();
    if (name.startsWith("- ") || name.equals("-")) {
      name = name.substring(1).strip();
    }
    return name.indexOf('\\') < 0 ? name : name.replace("\\#", "#").replace("\\\\", "\\");
  }

  /// A number of units as a duration; empty for what is none.
  static Optional<Duration> seconds(String number, double unit) {
    try {
      double seconds = Double.parseDouble(number.strip().replace(",", "")) * unit;
      return seconds >= 0 && seconds < 1e9
          ? Optional.of(Duration.ofNanos(Math.round(seconds * 1e9)))
          : Optional.empty();
    } catch (NumberFormatException none) {
      return Optional.empty();
    }
  }

  private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text.strip();
  }
}
