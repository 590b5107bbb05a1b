package org.autotest.core.bridge;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.jspecify.annotations.Nullable;

/// Reads one JSON value into `null`, `Boolean`, `Long`, `BigInteger`, `Double`, `String`, `List`
/// and `Map`, all unmodifiable. Takes the words `NaN`, `Infinity` and `-Infinity` too, as Python
/// writes them. Nesting is limited to 200 levels.
public final class JsonReader {
  private static final int DEPTH_MAX = 200;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /// Reads the whole text.
  ///
  /// @throws MalformedInput when it is not exactly one value
  public static @Nullable Object parse(String text) {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value(0);
    reader.skipBlanks();
    if (reader.at < text.length()) {
      throw reader.broken("something follows the value");
    }
    return value;
  }

  private @Nullable Object value(int depth) {
    if (depth > DEPTH_MAX) {
      throw broken("nested deeper than " + DEPTH_MAX);
    }
    skipBlanks();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> word("true", Boolean.TRUE);
      case 'f' -> word("false", Boolean.FALSE);
      case 'n' -> word("null", null);
      case 'N' -> word("NaN", Double.NaN);
      case 'I' -> word("Infinity", Double.POSITIVE_INFINITY);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    at++;
    skipBlanks();
    if (peek() == '}') {
      at++;
      return members;
    }
    while (true) {
      skipBlanks();
      if (peek() != '"') {
        throw broken("a member name is missing");
      }
      String name = string();
      skipBlanks();
      expect(':');
      members.put(name, value(depth + 1));
      skipBlanks();
      if (peek() == '}') {
        at++;
        return Collections.unmodifiableMap(members);
      }
      expect(',');
    }
  }

  private List<@Nullable Object> array(int depth) {
    List<@Nullable Object> elements = new ArrayList<>();
    at++;
    skipBlanks();
    if (peek() == ']') {
      at++;
      return elements;
    }
    while (true) {
      elements.add(value(depth + 1));
      skipBlanks();
      if (peek() == ']') {
        at++;
        return Collections.unmodifiableList(elements);
      }
      expect(',');
    }
  }

  private String string() {
    int end = ++at;
    while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\\') {
      end++;
    }
    StringBuilder value = new StringBuilder(text.substring(at, end));
    at = end;
    while (peek() != '"') {
      char c = text.charAt(at++);
      value.append(c == '\\' ? escaped() : c);
    }
    at++;
    return value.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw broken("an unknown escape");
    };
  }

  private char unicode() {
    if (at + 4 > text.length()) {
      throw broken("a cut escape");
    }
    try {
      int code = Integer.parseUnsignedInt(text, at, at + 4, 16);
      at += 4;
      return (char) code;
    } catch (NumberFormatException notHex) {
      throw broken("an escape that is not hexadecimal");
    }
  }

  private Object number() {
    int start = at;
    if (peek() == '-') {
      at++;
      if (peek() == 'I') {
        return word("Infinity", Double.NEGATIVE_INFINITY);
      }
    }
    boolean integer = true;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-') {
        integer = false;
      } else if (c < '0' || c > '9') {
        break;
      }
      at++;
    }
    String digits = text.substring(start, at);
    try {
      if (!integer) {
        return Double.valueOf(digits);
      }
      return digits.length() < 19 ? (Object) Long.valueOf(digits) : shortest(digits);
    } catch (NumberFormatException notANumber) {
      at = start;
      throw broken("no value");
    }
  }

  private static Object shortest(String digits) {
    BigInteger big = new BigInteger(digits);
    return big.bitLength() < Long.SIZE ? (Object) big.longValue() : big;
  }

  private <T extends @Nullable Object> T word(String word, T value) {
    if (!text.startsWith(word, at)) {
      throw broken("an unknown word");
    }
    at += word.length();
    return value;
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw broken("'" + wanted + "' is missing");
    }
    at++;
  }

  private char peek() {
    if (at >= text.length()) {
      throw broken("it ends too early");
    }
    return text.charAt(at);
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private MalformedInput broken(String problem) {
    return new MalformedInput(Blame.BUG, "JSON", 0, problem + " at character " + at);
  }
}
