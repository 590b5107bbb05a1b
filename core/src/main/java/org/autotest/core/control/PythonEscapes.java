package org.autotest.core.control;

/// Backslashes in Python strings.
final class PythonEscapes {
  private PythonEscapes() {}

  /// The value of a string that is not raw. An escape that Python does not know stays as it is, as
  /// in Python; so does `\N{…}`.
  static String resolve(String body) {
    int next = body.indexOf('\\');
    if (next < 0) {
      return body;
    }
    StringBuilder value = new StringBuilder(body.length());
    int at = 0;
    while (next >= 0 && next + 1 < body.length()) {
      value.append(body, at, next);
      at = resolveOne(body, next, value);
      next = body.indexOf('\\', at);
    }
    return value.append(body, at, body.length()).toString();
  }

  /// Appends what the escape stands for.
  ///
  /// @param at of the backslash
  /// @return the index behind the escape
  private static int resolveOne(String body, int at, StringBuilder value) {
    char c = body.charAt(at + 1);
    int simple = "\\'\"abfnrtv".indexOf(c);
    if (c == '\n') {
      return at + 2;
    }
    if (simple >= 0) {
      value.append("\\'\"\u0007\b\f\n\r\t\u000b".charAt(simple));
      return at + 2;
    }
    if (c >= '0' && c <= '7') {
      return number(body, at, at + 1, 3, 8, value);
    }
    int digits =
        switch (c) {
          case 'x' -> 2;
          case 'u' -> 4;
          case 'U' -> 8;
          default -> 0;
        };
    if (digits > 0 && hasDigits(body, at + 2, digits)) {
      return number(body, at, at + 2, digits, 16, value);
    }
    value.append('\\').append(c);
    return at + 2;
  }

  private static boolean hasDigits(String body, int at, int digits) {
    if (at + digits > body.length()) {
      return false;
    }
    return body.substring(at, at + digits).chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  private static int number(
      String body, int escape, int at, int digitsMax, int radix, StringBuilder value) {
    int end = at;
    while (end < body.length()
        && end - at < digitsMax
        && Character.digit(body.charAt(end), radix) >= 0) {
      end++;
    }
    long code = Long.parseLong(body.substring(at, end), radix);
    if (Character.isValidCodePoint((int) Math.min(code, Integer.MAX_VALUE))) {
      value.appendCodePoint((int) code);
    } else {
      value.append(body, escape, end);
    }
    return end;
  }
}
