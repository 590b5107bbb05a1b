package org.autotest.core.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes the one call of a Python control file anew.
final class PythonCallEdit {
  private PythonCallEdit() {}

  /// @throws SyntaxFault when the file is more than constants and one call
  static String with(String text, Map<String, Object> values) throws SyntaxFault {
    List<PlainCall> calls = PythonCalls.read(text);
    if (calls.size() != 1) {
      throw new SyntaxFault(0, "it runs %d tests and not one".formatted(calls.size()));
    }
    PlainCall call = calls.getFirst();
    List<String> lines = new ArrayList<>(text.lines().toList());
    List<String> old = lines.subList(call.line() - 1, call.lastLine());
    old.clear();
    old.add(written(call, values));
    return String.join("\n", lines) + "\n";
  }

  private static String written(PlainCall call, Map<String, Object> values) {
    Map<String, Object> all = new LinkedHashMap<>(call.arguments());
    all.putAll(values);
    StringBuilder python = new StringBuilder("job.run_test(").append(literal(call.test()));
    all.forEach(
        (name, value) -> python.append(", ").append(name).append('=').append(literal(value)));
    return python.append(')').toString();
  }

  private static String literal(Object value) {
    return switch (value) {
      case String text -> text(text);
      case Boolean truth -> truth ? Constant.TRUE : Constant.FALSE;
      case List<?> list ->
          list.stream().map(PythonCallEdit::literal).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> literal(entry.getKey()) + ": " + literal(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      default -> value.toString();
    };
  }

  /// Of printable ASCII as it is, and of escapes, so that it means the same in each encoding.
  private static String text(String value) {
    StringBuilder python = new StringBuilder();
    boolean plain = true;
    for (int c : value.codePoints().toArray()) {
      switch (c) {
        case '\'' -> python.append("\\'");
        case '\\' -> python.append("\\\\");
        case '\n' -> python.append("\\n");
        case '\t' -> python.append("\\t");
        default -> {
          if (c < 32 || c == 127) {
            python.append("\\x%02x".formatted(c));
          } else if (c < 127) {
            python.appendCodePoint(c);
          } else {
            plain = false;
            python.append((c > 0xffff ? "\\U%08x" : "\\u%04x").formatted(c));
          }
        }
      }
    }
    return (plain ? "'" : "u'") + python + "'";
  }
}
