package org.autotest.core.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a Python control file that is nothing but constants and calls such as
/// `job.run_test("sleeptest", seconds=1)`, and writes the calls in Java.
final class PythonCalls {
  private final List<PythonToken> tokens;
  private int at;

  private PythonCalls(List<PythonToken> tokens) {
    this.tokens = tokens;
  }

  /// The calls as statements, a line each.
  ///
  /// @throws SyntaxFault when the file does anything else
  static String asJava(String text) throws SyntaxFault {
    PythonCalls reader = new PythonCalls(PythonScanner.scan(text));
    StringBuilder java = new StringBuilder();
    while (reader.at < reader.tokens.size()) {
      reader.statement(java);
    }
    return java.toString();
  }

  private void statement(StringBuilder java) throws SyntaxFault {
    PythonToken first = tokens.get(at);
    boolean indented = first.column() != 0;
    if (indented) {
      throw refused(first);
    }
    if (first.kind() == PythonToken.Kind.STRING && peek(1).kind() == PythonToken.Kind.NEWLINE) {
      at += 2;
    } else if (first.kind() == PythonToken.Kind.NAME && peek(1).isOperator("=")) {
      at += 2;
      literal(first);
      endOfStatement();
    } else if (first.text().equals("job") && peek(1).isOperator(".")) {
      java.append(call(first));
      endOfStatement();
    } else {
      throw refused(first);
    }
  }

  private String call(PythonToken first) throws SyntaxFault {
    at += 2;
    if (!peek(0).text().equals("run_test") || !peek(1).isOperator("(")) {
      throw refused(first);
    }
    at += 2;
    if (peek(0).kind() != PythonToken.Kind.STRING) {
      throw refused(first);
    }
    List<String> arguments = new ArrayList<>();
    arguments.add(literal(first));
    while (peek(0).isOperator(",")) {
      at++;
      if (peek(0).isOperator(")")) {
        break;
      }
      PythonToken name = peek(0);
      if (name.kind() != PythonToken.Kind.NAME || !peek(1).isOperator("=")) {
        throw refused(first);
      }
      at += 2;
      arguments.add("arg(\"%s\", %s)".formatted(name.text(), literal(first)));
    }
    if (!peek(0).isOperator(")")) {
      throw refused(first);
    }
    at++;
    return "  job.runTest(" + String.join(", ", arguments) + ");\n";
  }

  /// A string, a number, `True`, `False` or `None`, as Java writes it.
  private String literal(PythonToken statement) throws SyntaxFault {
    String sign = "";
    if (peek(0).isOperator("-")) {
      sign = "-";
      at++;
    }
    PythonToken token = peek(0);
    Optional<String> written =
        switch (token.kind()) {
          case STRING -> Optional.of(strings()).filter(text -> !text.isEmpty());
          case NUMBER -> number(token.text());
          case NAME -> word(token.text());
          case FORMATTED, OPERATOR, NEWLINE -> Optional.empty();
        };
    if (written.isEmpty() || (!sign.isEmpty() && token.kind() != PythonToken.Kind.NUMBER)) {
      throw refused(statement);
    }
    at += token.kind() == PythonToken.Kind.STRING ? 0 : 1;
    return sign + written.get();
  }

  private String strings() {
    StringBuilder value = new StringBuilder();
    while (peek(0).kind() == PythonToken.Kind.STRING) {
      value.append(peek(0).text());
      at++;
    }
    StringBuilder java = new StringBuilder("\"");
    for (char c : value.toString().toCharArray()) {
      switch (c) {
        case '"' -> java.append("\\\"");
        case '\\' -> java.append("\\\\");
        case '\n' -> java.append("\\n");
        case '\t' -> java.append("\\t");
        default -> java.append(c < 32 ? "\\%o".formatted((int) c) : String.valueOf(c));
      }
    }
    return java.append('"').toString();
  }

  private static Optional<String> number(String written) {
    String plain = written.replaceAll("[lL]$", "");
    if (plain.matches("0|[1-9]\\d{0,8}") || plain.matches("\\d+\\.\\d+(?:[eE][+-]?\\d+)?")) {
      return Optional.of(plain);
    }
    return plain.matches("[1-9]\\d{9,17}") ? Optional.of(plain + "L") : Optional.empty();
  }

  private static Optional<String> word(String name) {
    return switch (name) {
      case "True" -> Optional.of("true");
      case "False" -> Optional.of("false");
      default -> Optional.empty();
    };
  }

  private void endOfStatement() throws SyntaxFault {
    PythonToken token = peek(0);
    if (token.kind() != PythonToken.Kind.NEWLINE && !token.isOperator(";")) {
      throw refused(token);
    }
    at++;
    // A statement behind a semicolon begins in the middle of a line.
    if (token.isOperator(";") && peek(0).kind() == PythonToken.Kind.NEWLINE) {
      at++;
    }
  }

  private PythonToken peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  private static SyntaxFault refused(PythonToken token) {
    return new SyntaxFault(
        token.line(),
        "it is Python that does more than call job.run_test with plain arguments; choose it alone,"
            + " or write the control file by hand");
  }
}
