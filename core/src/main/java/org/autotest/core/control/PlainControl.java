package org.autotest.core.control;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A Python control file that is nothing but constants and calls of `job.run_test` with literal
/// arguments, as most are: what it does is known without running Python.
///
/// @param calls in the order of the text
public record PlainControl(List<PlainCall> calls) {
  private static final int LENGTH_MAX = 64 * 1024;

  /// What only Python reads as it should: another encoding, the rarer ends of lines, and lines that
  /// go on in the next.
  private static final Pattern PECULIAR =
      Pattern.compile(
          "\\A(?:[^\\n]*\\n)?[ \\t]*#[^\\n]*coding[:=](?!\\s*utf-?8\\b)|[\\r\\f\\x00]|\\\\\\n");

  public PlainControl {
    calls = List.copyOf(calls);
  }

  /// Reads a control file.
  ///
  /// @return empty when there is anything in it that only Python can tell; that it is broken, too
  public static Optional<PlainControl> of(String text) {
    if (text.length() > LENGTH_MAX || PECULIAR.matcher(text).find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new PlainControl(PythonCalls.read(text)));
    } catch (SyntaxFault more) {
      return Optional.empty();
    }
  }
}
