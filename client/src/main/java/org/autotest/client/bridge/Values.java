package org.autotest.client.bridge;

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
    return switch (value) {
      case null -> false;
      case Boolean truth -> truth;
      case Number number -> number.doubleValue() != 0;
      case String text -> !text.isEmpty();
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }
}
