package org.autotest.core.bridge;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads parts of JSON values whose shape the other side may have got wrong: a part of the wrong
/// type counts as absent.
public final class Values {
  private Values() {}

  /// The text, or the fallback.
  public static String text(@Nullable Object value, String fallback) {
    return value instanceof String text ? text : fallback;
  }

  /// The list, or an empty one.
  @SuppressWarnings("unchecked") // A list read from JSON holds nothing but JSON values.
  public static List<@Nullable Object> list(@Nullable Object value) {
    return value instanceof List<?> list ? (List<@Nullable Object>) list : List.of();
  }

  /// The object's members, or none.
  @SuppressWarnings("unchecked") // The keys of an object read from JSON are texts.
  public static Map<String, @Nullable Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }

  /// The whole number, or the fallback; a fraction is cut off.
  public static long number(@Nullable Object value, long fallback) {
    return value instanceof Number number ? number.longValue() : fallback;
  }

  /// Whether it is true as Python understands it: not null, false, zero or empty.
  public static boolean truth(@Nullable Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    return value != null
        && !value.equals("")
        && !(value instanceof List<?> list && list.isEmpty())
        && !(value instanceof Map<?, ?> map && map.isEmpty());
  }
}
