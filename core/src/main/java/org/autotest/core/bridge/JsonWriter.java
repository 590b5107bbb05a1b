package org.autotest.core.bridge;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes values as JSON on one line. Everything outside of printable ASCII is escaped, so the text
/// is safe in any encoding and a lone surrogate survives.
public final class JsonWriter {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonWriter() {}

  /// The value as text.
  ///
  /// @param value `null`, `Boolean`, a number, text, a list or a map with text as keys
  /// @throws IllegalArgumentException for anything else
  public static String write(@Nullable Object value) {
    StringBuilder text = new StringBuilder(128);
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, @Nullable Object value) {
    // Comparisons, not a pattern switch: that one builds a class at its first use, which is felt in
    // every start of the client.
    if (value == null || value instanceof Boolean || value instanceof Number) {
      text.append(value);
    } else if (value instanceof CharSequence string) {
      appendString(text, string);
    } else if (value instanceof Map<?, ?> map) {
      appendMap(text, map);
    } else if (value instanceof List<?> list) {
      appendList(text, list);
    } else if (value instanceof Enum<?> constant) {
      appendString(text, constant.name());
    } else {
      throw new IllegalArgumentException(
          "a value of type " + value.getClass().getName() + " cannot cross the bridge");
    }
  }

  private static void appendMap(StringBuilder text, Map<?, ?> map) {
    text.append('{');
    Iterator<? extends Map.Entry<?, ?>> members = map.entrySet().iterator();
    while (members.hasNext()) {
      Map.Entry<?, ?> member = members.next();
      appendString(text, String.valueOf(member.getKey()));
      text.append(':');
      append(text, member.getValue());
      if (members.hasNext()) {
        text.append(',');
      }
    }
    text.append('}');
  }

  private static void appendList(StringBuilder text, List<?> list) {
    text.append('[');
    Iterator<?> elements = list.iterator();
    while (elements.hasNext()) {
      append(text, elements.next());
      if (elements.hasNext()) {
        text.append(',');
      }
    }
    text.append(']');
  }

  private static void appendString(StringBuilder text, CharSequence string) {
    text.append('"');
    // Most text is plain as a whole, and copied at once.
    int plain = plainLength(string);
    text.append(string, 0, plain);
    for (int i = plain; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c >= ' ' && c < 0x7f) {
            text.append(c);
          } else {
            text.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]);
            text.append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
          }
        }
      }
    }
    text.append('"');
  }

  /// How many characters at the beginning are written as they are.
  private static int plainLength(CharSequence string) {
    int length = string.length();
    for (int i = 0; i < length; i++) {
      char c = string.charAt(i);
      if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
        return i;
      }
    }
    return length;
  }
}
