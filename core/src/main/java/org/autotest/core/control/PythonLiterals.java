package org.autotest.core.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads literals of Python: strings, numbers, `True`, `False`, `None`, lists, tuples,
/// dictionaries.
final class PythonLiterals {
  private static final int DEPTH_MAX = 20;
  private static final Pattern WHOLE = Pattern.compile("0|[1-9]\\d{0,17}");
  private static final Pattern FRACTION = Pattern.compile("\\d+\\.\\d+(?:[eE][+-]?\\d+)?");

  /// Left of an escape that is malformed, or that is named.
  private static final Pattern ESCAPE_LEFT = Pattern.compile("\\\\[xuUN]");

  private final PythonWords words;

  private PythonLiterals(PythonWords words) {
    this.words = words;
  }

  /// Reads one, and goes behind it.
  ///
  /// @return text, [Long], [Double], [Boolean], a list or a map of such; a tuple is a list
  /// @throws SyntaxFault for anything else, also for an integer of more than 18 digits
  static Object read(PythonWords words) throws SyntaxFault {
    return new PythonLiterals(words).value(0);
  }

  private Object value(int depth) throws SyntaxFault {
    PythonToken first = words.next();
    if (depth > DEPTH_MAX) {
      throw refused(first);
    }
    return switch (first.kind()) {
      case STRING -> text(first);
      case NUMBER -> number(first, "");
      case NAME -> word(first);
      case OPERATOR ->
          switch (first.text()) {
            case "-" -> number(words.next(), "-");
            case "[" -> list("]", depth);
            case "(" -> parenthesized(depth);
            case "{" -> map(first, depth);
            default -> throw refused(first);
          };
      case FORMATTED, BYTES, NEWLINE -> throw refused(first);
    };
  }

  private String text(PythonToken first) throws SyntaxFault {
    StringBuilder joined = new StringBuilder(first.text());
    while (!words.isAtEnd() && words.peek().kind() == PythonToken.Kind.STRING) {
      joined.append(words.next().text());
    }
    String value = joined.toString();
    boolean halfCharacter = value.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff);
    if (halfCharacter || ESCAPE_LEFT.matcher(value).find()) {
      throw refused(first);
    }
    return value;
  }

  private static Object number(PythonToken token, String sign) throws SyntaxFault {
    boolean number = token.kind() == PythonToken.Kind.NUMBER;
    String plain = token.text().replaceAll("[lL]$", "");
    if (number && WHOLE.matcher(plain).matches()) {
      return Long.valueOf(sign + plain);
    }
    boolean fraction = FRACTION.matcher(token.text()).matches();
    if (!number || !fraction || Double.isInfinite(Double.parseDouble(plain))) {
      throw refused(token);
    }
    return Double.valueOf(sign + plain);
  }

  private static Object word(PythonToken token) throws SyntaxFault {
    return switch (token.text()) {
      case "True" -> true;
      case "False" -> false;
      default -> throw refused(token);
    };
  }

  private List<Object> list(String end, int depth) throws SyntaxFault {
    List<Object> values = new ArrayList<>();
    while (!words.take(end)) {
      values.add(value(depth + 1));
      if (!words.isNext(end)) {
        words.require(",");
      }
    }
    return Collections.unmodifiableList(values);
  }

  /// One value in parentheses is that value; with a comma it is a tuple.
  private Object parenthesized(int depth) throws SyntaxFault {
    if (words.isNext(")")) {
      return list(")", depth);
    }
    Object first = value(depth + 1);
    if (words.take(")")) {
      return first;
    }
    words.require(",");
    List<Object> values = new ArrayList<>();
    values.add(first);
    values.addAll(list(")", depth));
    return Collections.unmodifiableList(values);
  }

  private Map<String, Object> map(PythonToken open, int depth) throws SyntaxFault {
    Map<String, Object> values = new LinkedHashMap<>();
    while (!words.take("}")) {
      if (!(value(depth + 1) instanceof String name)) {
        throw refused(open);
      }
      words.require(":");
      values.put(name, value(depth + 1));
      if (!words.isNext("}")) {
        words.require(",");
      }
    }
    return Collections.unmodifiableMap(values);
  }

  private static SyntaxFault refused(PythonToken token) {
    return PythonCalls.refused(token.line());
  }
}
