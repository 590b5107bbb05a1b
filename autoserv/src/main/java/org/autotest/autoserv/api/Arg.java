package org.autotest.autoserv.api;

/// An argument of a test, by name.
///
/// @param value text, a number or a truth value
public record Arg(String name, Object value) {
  public Arg {
    if (!name.matches("[A-Za-z_]\\w*")) {
      throw new IllegalArgumentException("'%s' is no name of an argument".formatted(name));
    }
    if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
      throw new IllegalArgumentException(
          "argument %s: only text, numbers and truth values can be sent".formatted(name));
    }
  }

  /// Short for control files: `arg("seconds", 5)`.
  public static Arg arg(String name, Object value) {
    return new Arg(name, value);
  }
}
