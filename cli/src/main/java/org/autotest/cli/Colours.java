package org.autotest.cli;

import java.util.Optional;
import org.autotest.core.sign.Sign;

/// Colours of a terminal. They only repeat what a sign already says.
final class Colours {
  private static final String OFF = "\u001b[0m";

  private Colours() {}

  /// The line with its sign in the sign's colour, when a person who wants colours looks.
  static String paint(String line, Optional<Sign> sign, Surroundings around) {
    boolean wanted = around.terminal().filter(Surroundings.Terminal::colours).isPresent();
    if (!wanted || sign.isEmpty()) {
      return line;
    }
    String glyph = sign.get().glyph();
    int at = line.indexOf(glyph + " ");
    if (at < 0) {
      return line;
    }
    int end = at + glyph.length();
    return line.substring(0, at)
        + "\u001b["
        + code(sign.get())
        + "m"
        + glyph
        + OFF
        + line.substring(end);
  }

  private static String code(Sign sign) {
    return switch (sign) {
      case QUEUED, NOT_APPLICABLE -> "90";
      case WAITING, WARNED -> "33";
      case RUNNING -> "34";
      case PASSED -> "32";
      case FAILED -> "31";
      case INFRASTRUCTURE -> "35";
      case ABORTED -> "2";
    };
  }
}
