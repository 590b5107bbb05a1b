package org.autotest.core.control;

import java.util.List;

/// The words of a Python program, taken one after another.
final class PythonWords {
  private final List<PythonToken> tokens;
  private int at;

  PythonWords(List<PythonToken> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  boolean isAtEnd() {
    return at >= tokens.size();
  }

  /// The next word, which then is behind.
  ///
  /// @throws SyntaxFault at the end of the program
  PythonToken next() throws SyntaxFault {
    PythonToken next = peek();
    at++;
    return next;
  }

  /// The next word, which stays the next.
  ///
  /// @throws SyntaxFault at the end of the program
  PythonToken peek() throws SyntaxFault {
    if (isAtEnd()) {
      throw PythonCalls.refused(tokens.isEmpty() ? 0 : tokens.getLast().line());
    }
    return tokens.get(at);
  }

  boolean isNext(String operator) {
    return !isAtEnd() && tokens.get(at).isOperator(operator);
  }

  /// Goes behind the operator, if it is the next word.
  boolean take(String operator) {
    boolean there = isNext(operator);
    at += there ? 1 : 0;
    return there;
  }

  /// Goes behind the name, if it is the next word.
  boolean takeName(String name) {
    boolean there =
        !isAtEnd()
            && tokens.get(at).kind() == PythonToken.Kind.NAME
            && tokens.get(at).text().equals(name);
    at += there ? 1 : 0;
    return there;
  }

  void require(String operator) throws SyntaxFault {
    if (!take(operator)) {
      throw PythonCalls.refused(peek().line());
    }
  }

  void require(PythonToken.Kind kind) throws SyntaxFault {
    PythonToken next = next();
    if (next.kind() != kind) {
      throw PythonCalls.refused(next.line());
    }
  }
}
