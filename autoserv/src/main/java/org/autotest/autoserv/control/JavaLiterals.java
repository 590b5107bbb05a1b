package org.autotest.autoserv.control;

/// Values in source code of Java, for control files that are written here.
final class JavaLiterals {
  private JavaLiterals() {}

  /// As Java source reads it back.
  static String literal(Object value) {
    if (value instanceof Long number) {
      return number + "L";
    }
    if (!(value instanceof String text)) {
      return value.toString();
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
        quoted.append(c);
      } else {
        quoted.append((c < 256 ? "\\%03o" : "\\u%04x").formatted((int) c));
      }
    }
    return quoted.append('"').toString();
  }
}
