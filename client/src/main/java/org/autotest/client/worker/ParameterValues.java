package org.autotest.client.worker;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.autotest.client.api.Default;
import org.autotest.client.test.PythonText;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// Turns what a control file gave into what a Java method declares. Text is read as the type of the
/// parameter; a number is never cut; a `Duration` is given in seconds.
public final class ParameterValues {
  private static final double WHOLE_MAX = 1e15;

  private ParameterValues() {}

  /// What an annotated phase looks like.
  @FunctionalInterface
  interface Sample {
    void phase(@Default("0") double seconds);
  }

  /// Reads an annotation on another thread: the runtime makes classes for the first one, and sets
  /// up a great deal to do so.
  static void prepare() {
    Thread.ofPlatform()
        .daemon()
        .name("annotations")
        .start(
            () -> {
              for (Method method : Sample.class.getDeclaredMethods()) {
                for (Parameter parameter : method.getParameters()) {
                  parameter.getAnnotation(Default.class);
                }
              }
            });
  }

  /// The values in the order of the parameters.
  ///
  /// @param where the phase or step, for messages
  /// @param given by name
  /// @throws RaisedException `TestError` when one is missing or of the wrong kind
  public static @Nullable Object[] of(
      Parameter[] parameters, String where, Map<String, @Nullable Object> given)
      throws RaisedException {
    @Nullable Object[] values = new Object[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      String name = parameters[i].getName();
      Default fallback = parameters[i].getAnnotation(Default.class);
      if (given.containsKey(name)) {
        values[i] = convert(where, parameters[i], given.get(name));
      } else if (fallback != null) {
        values[i] = convert(where, parameters[i], fallback.value());
      } else {
        throw testError("%s: '%s' is not given and has no default".formatted(where, name));
      }
    }
    return values;
  }

  /// One value.
  ///
  /// @throws RaisedException `TestError` when it is of the wrong kind
  public static @Nullable Object convert(String where, Parameter parameter, @Nullable Object value)
      throws RaisedException {
    Class<?> type = parameter.getType();
    if (value == null) {
      if (type.isPrimitive()) {
        throw wrong(where, parameter, null);
      }
      return null;
    }
    try {
      return convertPresent(type, value);
    } catch (ArithmeticException | IllegalArgumentException | ClassCastException notOne) {
      throw wrong(where, parameter, value);
    }
  }

  private static Object convertPresent(Class<?> type, Object value) {
    if (type == String.class) {
      return PythonText.str(value);
    }
    if (type == boolean.class || type == Boolean.class) {
      return truth(value);
    }
    if (type == Duration.class) {
      return Duration.ofNanos(Math.round(decimal(value) * 1e9));
    }
    if (type == Path.class) {
      return Path.of(PythonText.str(value));
    }
    if (type == double.class || type == Double.class) {
      return decimal(value);
    }
    if (type == float.class || type == Float.class) {
      return (float) decimal(value);
    }
    if (type == long.class || type == Long.class) {
      return whole(value);
    }
    if (type == int.class || type == Integer.class) {
      return Math.toIntExact(whole(value));
    }
    if (type == List.class && value instanceof String text) {
      return text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*", -1));
    }
    return type.cast(value);
  }

  private static long whole(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof Double number
        && number == Math.rint(number)
        && Math.abs(number) < WHOLE_MAX) {
      return number.longValue();
    }
    if (value instanceof String text) {
      return Long.parseLong(text.strip());
    }
    throw new IllegalArgumentException("no whole number");
  }

  private static double decimal(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text) {
      return Double.parseDouble(text.strip());
    }
    throw new IllegalArgumentException("no number");
  }

  private static boolean truth(Object value) {
    return switch (PythonText.str(value)) {
      case "True", "true", "yes", "1" -> true;
      case "False", "false", "no", "0" -> false;
      default -> throw new IllegalArgumentException("no truth value");
    };
  }

  private static RaisedException wrong(String where, Parameter parameter, @Nullable Object value) {
    return testError(
        "%s: %s must be of type %s, is %s"
            .formatted(
                where,
                parameter.getName(),
                parameter.getType().getSimpleName(),
                PythonText.repr(value)));
  }

  private static RaisedException testError(String reason) {
    return new RaisedException(
        new Raise("TestError", reason, List.of(reason), Raises.TEST_ERROR_BASES, ""));
  }
}
