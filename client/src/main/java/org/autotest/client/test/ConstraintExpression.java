package org.autotest.client.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A condition over the perf keyvals of an iteration, in Python's syntax: `throughput > 250 and
/// errors == 0`. Knows numbers, texts, names, `+ - * / // % **`, comparisons (also chained), `and`,
/// `or`, `not` and parentheses; no calls, so evaluating one cannot do anything.
final class ConstraintExpression {
  /// It cannot be evaluated: unknown name, bad syntax, numbers compared with texts.
  static final class Unevaluable extends Exception {
    private static final long serialVersionUID = 1L;

    Unevaluable(String problem) {
      super(problem);
    }
  }

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<number>(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)"
              + "|(?<text>'[^']*'|\"[^\"]*\")"
              + "|(?<name>[A-Za-z_][\\w.]*)"
              + "|(?<sign><=|>=|==|!=|\\*\\*|//|[-+*/%<>()]))");

  private final List<String> tokens;
  private final Map<String, ? extends @Nullable Object> values;
  private int at;

  private ConstraintExpression(
      List<String> tokens, Map<String, ? extends @Nullable Object> values) {
    this.tokens = tokens;
    this.values = values;
  }

  /// Whether the condition holds.
  static boolean holds(String expression, Map<String, ? extends @Nullable Object> values)
      throws Unevaluable {
    ConstraintExpression reader = new ConstraintExpression(tokens(expression), values);
    boolean result = truth(reader.either());
    if (!reader.next().isEmpty()) {
      throw new Unevaluable("something follows the condition");
    }
    return result;
  }

  private static List<String> tokens(String expression) throws Unevaluable {
    List<String> tokens = new ArrayList<>();
    String text = expression.strip();
    Matcher matcher = TOKEN.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!matcher.region(at, text.length()).lookingAt()) {
        throw new Unevaluable("'" + text.charAt(at) + "' is not understood");
      }
      tokens.add(matcher.group().strip());
      at = matcher.end();
    }
    return tokens;
  }

  private Object either() throws Unevaluable {
    Object left = both();
    while (took("or")) {
      Object right = both();
      left = truth(left) ? left : right;
    }
    return left;
  }

  private Object both() throws Unevaluable {
    Object left = negated();
    while (took("and")) {
      Object right = negated();
      left = truth(left) ? right : left;
    }
    return left;
  }

  private Object negated() throws Unevaluable {
    return took("not") ? (Object) (truth(negated()) ? 0.0 : 1.0) : comparison();
  }

  private Object comparison() throws Unevaluable {
    Object left = sum();
    Object result = left;
    boolean all = true;
    boolean compared = false;
    for (String sign = next(); isComparison(sign); sign = next()) {
      at++;
      Object right = sum();
      all &= compare(left, sign, right);
      compared = true;
      left = right;
    }
    return compared ? (Object) (all ? 1.0 : 0.0) : result;
  }

  private static boolean isComparison(String sign) {
    return switch (sign) {
      case "<", ">", "<=", ">=", "==", "!=" -> true;
      default -> false;
    };
  }

  private static boolean compare(Object left, String sign, Object right) throws Unevaluable {
    if (left.getClass() != right.getClass()) {
      if (sign.equals("==") || sign.equals("!=")) {
        return sign.equals("!=");
      }
      throw new Unevaluable("a number is compared with a text");
    }
    if (left instanceof Double a) {
      double b = number(right);
      return switch (sign) {
        case "<" -> a < b;
        case ">" -> a > b;
        case "<=" -> a <= b;
        case ">=" -> a >= b;
        case "==" -> a == b;
        default -> a != b;
      };
    }
    int order = left.toString().compareTo(right.toString());
    return switch (sign) {
      case "<" -> order < 0;
      case ">" -> order > 0;
      case "<=" -> order <= 0;
      case ">=" -> order >= 0;
      case "==" -> order == 0;
      default -> order != 0;
    };
  }

  private Object sum() throws Unevaluable {
    Object left = product();
    while (next().equals("+") || next().equals("-")) {
      boolean plus = next().equals("+");
      at++;
      double right = number(product());
      left = plus ? number(left) + right : number(left) - right;
    }
    return left;
  }

  private Object product() throws Unevaluable {
    Object left = signed();
    while (true) {
      String sign = next();
      if (!sign.equals("*") && !sign.equals("/") && !sign.equals("//") && !sign.equals("%")) {
        return left;
      }
      at++;
      double a = number(left);
      double b = number(signed());
      if (b == 0 && !sign.equals("*")) {
        throw new Unevaluable("division by zero");
      }
      left =
          switch (sign) {
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            default -> a - b * Math.floor(a / b);
          };
    }
  }

  private Object signed() throws Unevaluable {
    if (took("-")) {
      return -number(signed());
    }
    if (took("+")) {
      return number(signed());
    }
    Object base = atom();
    return took("**") ? (Object) Math.pow(number(base), number(signed())) : base;
  }

  private Object atom() throws Unevaluable {
    String token = next();
    at++;
    if (token.isEmpty()) {
      throw new Unevaluable("it ends too early");
    }
    char first = token.charAt(0);
    if (token.equals("(")) {
      Object inner = either();
      if (!took(")")) {
        throw new Unevaluable("')' is missing");
      }
      return inner;
    }
    if (first == '\'' || first == '"') {
      return token.substring(1, token.length() - 1);
    }
    if (first == '.' || (first >= '0' && first <= '9')) {
      return Double.valueOf(token);
    }
    return named(token);
  }

  private Object named(String name) throws Unevaluable {
    if (name.equals("True") || name.equals("False")) {
      return name.equals("True") ? 1.0 : 0.0;
    }
    return switch (values.get(name)) {
      case Boolean truth -> truth ? 1.0 : 0.0;
      case Number number -> number.doubleValue();
      case String text -> text;
      case null, default -> throw new Unevaluable("'" + name + "' has no value");
    };
  }

  private boolean took(String token) {
    if (next().equals(token)) {
      at++;
      return true;
    }
    return false;
  }

  /// The token to come; empty at the end.
  private String next() {
    return at < tokens.size() ? tokens.get(at) : "";
  }

  private static double number(Object value) throws Unevaluable {
    if (value instanceof Double number) {
      return number;
    }
    throw new Unevaluable("a text stands where a number must");
  }

  private static boolean truth(Object value) {
    return value instanceof Double number ? number != 0 : !value.toString().isEmpty();
  }
}
