package org.autotest.core.control;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.control.PythonToken.Kind;

/// Finds the constants of a Python control file: statements `NAME = constant` at the top level,
/// where the constant is a string (adjacent ones are joined), a number, `True`, `False` or `None`,
/// in parentheses or not. Everything else is passed over, so that the program may be anything.
final class PythonConstants {
  /// Longest number that has a meaning; to make one of digits costs the square of their count.
  private static final int NUMBER_CHARS_MAX = 1_000;

  private static final Set<String> BARE = Set.of("True", "False", "None");

  private final List<PythonToken> tokens;
  private int at;

  private PythonConstants(List<PythonToken> tokens) {
    this.tokens = tokens;
  }

  /// In the order of the text.
  ///
  /// @throws SyntaxFault when the text cannot be cut into words
  static List<Constant> read(String text) throws SyntaxFault {
    return new PythonConstants(PythonScanner.scan(text)).constants();
  }

  private List<Constant> constants() {
    List<Constant> found = new ArrayList<>();
    while (at < tokens.size()) {
      boolean topLevel = tokens.get(at).column() == 0;
      do {
        int start = at;
        PythonToken first = tokens.get(at);
        Optional<String> value = topLevel ? assigned() : Optional.empty();
        at = value.isPresent() ? at : start;
        value.ifPresent(text -> found.add(new Constant(first.text(), text.strip(), first.line())));
      } while (nextStatementOfLine());
    }
    return found;
  }

  /// Reads `NAME = constant` up to the end of the statement.
  private Optional<String> assigned() {
    if (tokens.get(at).kind() != Kind.NAME || !peek(1).isOperator("=")) {
      return Optional.empty();
    }
    at += 2;
    int parentheses = 0;
    while (peek(0).isOperator("(")) {
      parentheses++;
      at++;
    }
    Optional<String> value = constant();
    while (value.isPresent() && parentheses > 0 && peek(0).isOperator(")")) {
      parentheses--;
      at++;
    }
    boolean over = peek(0).kind() == Kind.NEWLINE || peek(0).isOperator(";");
    return parentheses == 0 && over ? value : Optional.empty();
  }

  private Optional<String> constant() {
    PythonToken token = peek(0);
    return switch (token.kind()) {
      case STRING, BYTES -> Optional.of(strings());
      case NUMBER -> {
        at++;
        yield number(token.text());
      }
      case NAME -> {
        at++;
        yield Optional.of(token.text()).filter(BARE::contains);
      }
      case FORMATTED, OPERATOR, NEWLINE -> Optional.empty();
    };
  }

  private String strings() {
    StringBuilder joined = new StringBuilder();
    while (peek(0).isString()) {
      joined.append(peek(0).text());
      at++;
    }
    return joined.toString();
  }

  /// Goes behind the next `;`, and then is still in the same line, or behind its end.
  private boolean nextStatementOfLine() {
    int depth = 0;
    while (at < tokens.size()) {
      PythonToken token = tokens.get(at++);
      if (token.kind() == Kind.NEWLINE) {
        return false;
      }
      if (token.isOperator("(") || token.isOperator("[") || token.isOperator("{")) {
        depth++;
      } else if (token.isOperator(")") || token.isOperator("]") || token.isOperator("}")) {
        depth--;
      } else if (depth == 0 && token.isOperator(";")) {
        return at < tokens.size() && tokens.get(at).kind() != Kind.NEWLINE;
      } else if (depth == 0 && token.isOperator(":")) {
        // What follows on the line belongs to an if, a class, a lambda.
        skipLine();
        return false;
      }
    }
    return false;
  }

  private void skipLine() {
    while (at < tokens.size() && tokens.get(at++).kind() != Kind.NEWLINE) {
      // Only the end of the line counts.
    }
  }

  private PythonToken peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  private static Optional<String> number(String written) {
    if (written.length() > NUMBER_CHARS_MAX) {
      return Optional.empty();
    }
    String digits = written.replace("_", "").toLowerCase(Locale.ROOT).replaceAll("l$", "");
    try {
      if (digits.endsWith("j")) {
        return Optional.empty();
      }
      if (digits.startsWith("0x")) {
        return Optional.of(new BigInteger(digits.substring(2), 16).toString());
      }
      if (digits.startsWith("0o")) {
        return Optional.of(new BigInteger(digits.substring(2), 8).toString());
      }
      if (digits.startsWith("0b")) {
        return Optional.of(new BigInteger(digits.substring(2), 2).toString());
      }
      if (digits.matches("0[0-7]+")) {
        return Optional.of(new BigInteger(digits, 8).toString());
      }
      return Optional.of(
          digits.matches("\\d+")
              ? new BigInteger(digits).toString()
              : Double.toString(Double.parseDouble(digits)));
    } catch (NumberFormatException notOne) {
      return Optional.empty();
    }
  }
}
