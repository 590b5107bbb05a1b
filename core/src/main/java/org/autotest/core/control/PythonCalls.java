package org.autotest.core.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a Python control file that is nothing but constants and calls such as
/// `job.run_test("sleeptest", seconds=1)`. Whatever Python could read in another way is refused.
final class PythonCalls {
  private static final Set<String> KEYWORDS =
      Set.of(
          ("False None True and as assert async await break class continue def del elif else except"
                  + " exec finally for from global if import in is lambda nonlocal not or pass print"
                  + " raise return try while with yield")
              .split(" "));

  /// What the method calls its own first two arguments.
  private static final Set<String> TAKEN = Set.of("self", "url");

  private final PythonWords words;

  private PythonCalls(PythonWords words) {
    this.words = words;
  }

  /// The calls, in order.
  ///
  /// @throws SyntaxFault when the file does anything else
  static List<PlainCall> read(String text) throws SyntaxFault {
    PythonWords words = new PythonWords(PythonScanner.scan(text));
    PythonCalls reader = new PythonCalls(words);
    List<PlainCall> calls = new ArrayList<>();
    while (!words.isAtEnd()) {
      reader.statement(calls);
    }
    return calls;
  }

  /// In Java, a line each.
  ///
  /// @throws SyntaxFault when an argument is no text, number or truth value
  static String asJava(List<PlainCall> calls) throws SyntaxFault {
    StringBuilder java = new StringBuilder();
    for (PlainCall call : calls) {
      List<String> arguments = new ArrayList<>();
      arguments.add(javaText(call.test()));
      for (Map.Entry<String, Object> argument : call.arguments().entrySet()) {
        arguments.add(
            "arg(\"%s\", %s)".formatted(argument.getKey(), java(argument.getValue(), call.line())));
      }
      java.append("  job.runTest(").append(String.join(", ", arguments)).append(");\n");
    }
    return java.toString();
  }

  private void statement(List<PlainCall> calls) throws SyntaxFault {
    PythonToken first = words.next();
    boolean indented = first.column() != 0;
    if (indented) {
      throw refused(first.line());
    }
    if (first.kind() == PythonToken.Kind.STRING) {
      words.require(PythonToken.Kind.NEWLINE);
    } else if (words.take("=")) {
      requireName(first);
      PythonLiterals.read(words);
      endOfStatement();
    } else {
      calls.add(call(first));
      endOfStatement();
    }
  }

  private PlainCall call(PythonToken first) throws SyntaxFault {
    boolean runsTest = first.text().equals("job") && words.take(".") && words.takeName("run_test");
    if (!runsTest || !words.take("(")) {
      throw refused(first.line());
    }
    if (!(PythonLiterals.read(words) instanceof String test)) {
      throw refused(first.line());
    }
    Map<String, Object> arguments = new LinkedHashMap<>();
    while (words.take(",") && !words.isNext(")")) {
      PythonToken name = words.next();
      requireName(name);
      boolean second = TAKEN.contains(name.text()) || arguments.containsKey(name.text());
      if (second || !words.take("=")) {
        throw refused(name.line());
      }
      arguments.put(name.text(), PythonLiterals.read(words));
    }
    int lastLine = words.peek().line();
    words.require(")");
    return new PlainCall(test, arguments, first.line(), lastLine);
  }

  /// One that means in Python what it means here; `job` with another meaning is no job.
  private static void requireName(PythonToken token) throws SyntaxFault {
    boolean name =
        token.kind() == PythonToken.Kind.NAME
            && token.text().matches("[A-Za-z_]\\w*")
            && !token.text().equals("job")
            && !KEYWORDS.contains(token.text());
    if (!name) {
      throw refused(token.line());
    }
  }

  /// Whether Python, or the method itself, has another use for the word.
  static boolean isReserved(String word) {
    return KEYWORDS.contains(word) || TAKEN.contains(word);
  }

  private void endOfStatement() throws SyntaxFault {
    words.take(";");
    words.require(PythonToken.Kind.NEWLINE);
  }

  /// A value as Java writes it.
  ///
  /// @param line of the call, for what cannot be written
  static String java(Object value, int line) throws SyntaxFault {
    return switch (value) {
      case String text -> javaText(text);
      case Long number when number != number.intValue() -> number + "L";
      case Long number -> number.toString();
      case Double number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> throw refused(line);
    };
  }

  /// A text as it stands in a Java source.
  static String javaText(String value) {
    StringBuilder java = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> java.append("\\\"");
        case '\\' -> java.append("\\\\");
        case '\n' -> java.append("\\n");
        case '\t' -> java.append("\\t");
        default -> java.append(c < 32 ? "\\%03o".formatted((int) c) : String.valueOf(c));
      }
    }
    return java.append('"').toString();
  }

  /// What is said of everything that is more than this.
  static SyntaxFault refused(int line) {
    return new SyntaxFault(
        line,
        "it is Python that does more than call job.run_test with plain arguments; choose it alone,"
            + " or write the control file by hand");
  }
}
