package org.autotest.core.control;

/// A word of a Python program, as far as reading constants needs it.
///
/// @param kind what it is
/// @param text the name, operator or number as written, or the value of a string
/// @param line where it begins, from 1
/// @param column where it begins, from 0
record PythonToken(Kind kind, String text, int line, int column) {
  /// Kinds of words.
  enum Kind {
    NAME,
    NUMBER,
    STRING,
    /// A string whose value only running tells: an f-string.
    FORMATTED,
    /// A string with another prefix than `r` and `u`: of bytes, which in Python 2 is any string.
    BYTES,
    OPERATOR,
    /// The end of a logical line.
    NEWLINE
  }

  boolean isString() {
    return kind == Kind.STRING || kind == Kind.BYTES;
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }
}
