package org.autotest.autoserv.python;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// The arguments of a call, by their place.
record Asked(String name, List<@Nullable Object> args) {
  private static final long SECONDS_MAX = 7L * 24 * 3600;
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{0,9})?");

  /// A text; empty for None and for one that is left out.
  String text(int place) {
    Object value = value(place);
    return value == null ? "" : String.valueOf(value);
  }

  long number(int place) {
    return Values.number(value(place), 0);
  }

  boolean truth(int place) {
    return Values.truth(value(place));
  }

  /// Seconds, at most a week; None and 0 stand for the default. The text of a number is one.
  ///
  /// @throws IllegalArgumentException for anything else, which is a ValueError there
  Duration limit(int place, Duration standard) {
    Object given = value(place);
    double seconds =
        switch (given) {
          case null -> 0;
          case Number number -> number.doubleValue();
          case String text when SECONDS.matcher(text.strip()).matches() ->
              Double.parseDouble(text.strip());
          default -> -1;
        };
    if (!(seconds >= 0)) {
      String shown = given instanceof String ? "'%s'".formatted(given) : String.valueOf(given);
      throw new IllegalArgumentException("timeout: %s is no number of seconds".formatted(shown));
    }
    double most = Math.min(seconds, SECONDS_MAX);
    return seconds == 0 ? standard : Duration.ofMillis(Math.max(1, Math.round(most * 1000)));
  }

  /// Seconds, at most a week; empty for what is no number, or a negative one.
  Optional<Duration> wait(int place) {
    if (!(value(place) instanceof Number seconds) || seconds.doubleValue() < 0) {
      return Optional.empty();
    }
    return Optional.of(limit(place, Duration.ZERO));
  }

  /// An object whose values are shown as text.
  Map<String, String> texts(int place) {
    Map<String, String> texts = new TreeMap<>();
    Values.map(value(place)).forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }

  /// A list of texts; empty for anything else.
  List<String> words(int place) {
    return Values.list(value(place)).stream().map(String::valueOf).toList();
  }

  @Nullable Object value(int place) {
    return place < args.size() ? args.get(place) : null;
  }
}
