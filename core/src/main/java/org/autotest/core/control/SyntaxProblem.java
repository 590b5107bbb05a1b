package org.autotest.core.control;

/// A place in a control file that is wrong.
///
/// @param line from 1; 0 when the fault has no line
/// @param message what is wrong, in one line
public record SyntaxProblem(int line, String message) {
  /// The place as a compiler would write it.
  ///
  /// @param source the file, as a person knows it
  public String at(String source) {
    return line > 0 ? source + ":" + line + ": " + message : source + ": " + message;
  }
}
