package org.autotest.client.test;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values as Python shows them, since keyvals of tests have always held Python's texts:
/// `param-lst=[1, 'two']`, `param-none=None`.
public final class PythonText {
  private static final String REPR = "$repr";

  private PythonText() {}

  /// Like Python's `str()`: text as it is, everything else as [#repr].
  public static String str(@Nullable Object value) {
    return value instanceof String text ? text : repr(value);
  }

  /// Like Python's `repr()`. A value that crossed the bridge as `$repr` shows that text.
  public static String repr(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, @Nullable Object value) {
    // No switch over types, for every short job comes here: see StatusLogReader.
    if (value == null) {
      text.append("None");
    } else if (value instanceof Boolean truth) {
      text.append(truth ? "True" : "False");
    } else if (value instanceof Double || value instanceof Float) {
      text.append(ofDouble(((Number) value).doubleValue()));
    } else if (value instanceof String string) {
      appendString(text, string);
    } else if (value instanceof List<?> list) {
      appendList(text, list);
    } else if (value instanceof Map<?, ?> map) {
      appendMap(text, map);
    } else {
      text.append(value);
    }
  }

  private static void appendList(StringBuilder text, List<?> list) {
    text.append('[');
    Iterator<?> elements = list.iterator();
    while (elements.hasNext()) {
      append(text, elements.next());
      text.append(elements.hasNext() ? ", " : "");
    }
    text.append(']');
  }

  private static void appendMap(StringBuilder text, Map<?, ?> map) {
    if (map.get(REPR) instanceof String shown) {
      text.append(shown);
      return;
    }
    text.append('{');
    Iterator<? extends Map.Entry<?, ?>> members = map.entrySet().iterator();
    while (members.hasNext()) {
      Map.Entry<?, ?> member = members.next();
      append(text, member.getKey());
      text.append(": ");
      append(text, member.getValue());
      text.append(members.hasNext() ? ", " : "");
    }
    text.append('}');
  }

  private static void appendString(StringBuilder text, String string) {
    char quote = string.indexOf('\'') >= 0 && string.indexOf('"') < 0 ? '"' : '\'';
    text.append(quote);
    string
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\\' -> text.append("\\\\");
                default -> appendCharacter(text, c, quote);
              }
            });
    text.append(quote);
  }

  private static void appendCharacter(StringBuilder text, int c, char quote) {
    if (c == quote) {
      text.append('\\').append(quote);
    } else if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
      text.append("\\x")
          .append(Character.forDigit(c >> 4, 16))
          .append(Character.forDigit(c & 15, 16));
    } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
      text.append("\\u").append(Integer.toHexString(c));
    } else {
      text.appendCodePoint(c);
    }
  }

  /// The shortest digits that read back as the same number; with an exponent below 1e-4 and from
  /// 1e16.
  private static String ofDouble(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(number);
    if (size != 0 && (size < 1e-4 || size >= 1e16)) {
      return withExponent(number);
    }
    String plain = new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    if (number == 0 && 1 / number < 0) {
      plain = "-" + plain;
    }
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  private static String withExponent(double number) {
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    String digits = exact.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - exact.scale();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String size = Integer.toString(Math.abs(exponent));
    return (number < 0 ? "-" : "")
        + mantissa
        + (exponent < 0 ? "e-" : "e+")
        + (size.length() < 2 ? "0" + size : size);
  }
}
