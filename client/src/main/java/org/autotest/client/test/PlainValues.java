package org.autotest.client.test;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.client.api.Arg;
import org.autotest.client.api.TestError;
import org.jspecify.annotations.Nullable;

/// Values of Java authors as JSON holds them and as tests in every language get them.
public final class PlainValues {
  private PlainValues() {}

  /// Each of them.
  public static List<@Nullable Object> list(Object[] args) {
    return Arrays.stream(args).<@Nullable Object>map(PlainValues::of).toList();
  }

  /// Arguments by their names, in their order.
  public static Map<String, @Nullable Object> byName(Arg... args) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    for (Arg arg : args) {
      named.put(arg.name(), of(arg.value()));
    }
    return named;
  }

  /// Numbers of any width become those that JSON reads back; what JSON cannot hold is refused.
  public static @Nullable Object of(@Nullable Object value) {
    // The usual ones without a switch over types, which costs a short job 20 ms.
    if (value instanceof String || value instanceof Long || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Integer number) {
      return number.longValue();
    }
    return switch (value) {
      case null -> null;
      case Byte _, Short _ -> ((Number) value).longValue();
      case Float number -> (Object) number.doubleValue();
      case Double _ -> value;
      case Path path -> path.toString();
      case java.time.Duration duration -> (Object) (duration.toMillis() / 1000.0);
      case List<?> list -> list.stream().<@Nullable Object>map(PlainValues::of).toList();
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        map.forEach((name, member) -> plain.put(String.valueOf(name), of(member)));
        yield plain;
      }
      default ->
          throw new TestError(
              "a value of type %s cannot be given to a test or step"
                  .formatted(value.getClass().getSimpleName()));
    };
  }
}
