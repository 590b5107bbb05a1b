package org.autotest.client.profiler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.client.test.PythonText;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// What a control file gave to a profiler, by name.
final class Parameters {
  private final String profiler;
  private final Map<String, @Nullable Object> values;

  private Parameters(String profiler, Map<String, @Nullable Object> values) {
    this.profiler = profiler;
    this.values = values;
  }

  /// Gives names to those without.
  ///
  /// @param names those that the profiler takes, in order
  /// @throws ProfilerUnknown for one that it does not take
  static Parameters of(
      String profiler,
      List<String> names,
      List<@Nullable Object> positional,
      Map<String, @Nullable Object> named) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>(named);
    for (int i = 0; i < positional.size(); i++) {
      if (i >= names.size()) {
        throw new ProfilerUnknown(profiler + " takes no more than " + String.join(", ", names));
      }
      values.put(names.get(i), positional.get(i));
    }
    for (String name : values.keySet()) {
      if (!names.contains(name)) {
        throw new ProfilerUnknown(
            "%s takes no '%s', only %s".formatted(profiler, name, String.join(", ", names)));
      }
    }
    return new Parameters(profiler, values);
  }

  String text(String name, String fallback) {
    Object value = values.get(name);
    return value == null ? fallback : PythonText.str(value);
  }

  boolean truth(String name) {
    return Values.truth(values.get(name));
  }

  /// Seconds.
  ///
  /// @throws ProfilerUnknown when it is no number above 0
  double seconds(String name, double fallback) {
    Object value = values.get(name);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Number number && number.doubleValue() > 0) {
      return number.doubleValue();
    }
    throw new ProfilerUnknown(
        "%s of %s must be a number above 0, is %s"
            .formatted(name, profiler, PythonText.repr(value)));
  }

  /// Whole seconds, at least 1, for programs that take no others.
  String wholeSeconds(String name, double fallback) {
    return Long.toString(Math.max(1, Math.round(seconds(name, fallback))));
  }

  /// A list; a single value counts as a list of one.
  List<String> list(String name, List<String> fallback) {
    Object value = values.get(name);
    if (value == null) {
      return fallback;
    }
    List<String> list = new ArrayList<>();
    if (value instanceof List<?> several) {
      several.forEach(one -> list.add(PythonText.str(one)));
    } else {
      list.add(PythonText.str(value));
    }
    return list;
  }

  /// Words of an option text: `-x -k`.
  List<String> words(String name) {
    String text = text(name, "").strip();
    return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
  }
}
