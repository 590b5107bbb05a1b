package org.autotest.core.operation;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Turns what a request carries into a value of a type, or says what is wrong with it.
final class ValueReader {
  /// The outcome for one value.
  sealed interface Reading {}

  /// A value of the type: `String`, `Long`, `Boolean`, `Double`, `List`, `Map`.
  record Good(Object value) implements Reading {}

  /// What is wrong, to be read after the argument's name.
  record Bad(String problem) implements Reading {}

  private static final int SHOWN_CHARS_MAX = 80;

  private ValueReader() {}

  static Reading read(ValueType type, Object raw) {
    return switch (type) {
      case ValueType.Text(int charsMax) -> text(raw, charsMax);
      case ValueType.Whole(long min, long max) -> whole(raw, min, max);
      case ValueType.Decimal() -> decimal(raw);
      case ValueType.Flag() -> flag(raw);
      case ValueType.Time() -> time(raw);
      case ValueType.Choice(List<String> words) -> choice(raw, words);
      case ValueType.ListOf(ValueType item, int itemsMax) -> list(raw, item, itemsMax);
      case ValueType.MapOf(ValueType value, int entriesMax) -> map(raw, value, entriesMax);
      case ValueType.Nested _ -> new Bad("objects are not read from requests");
    };
  }

  private static Reading text(Object raw, int charsMax) {
    if (!(raw instanceof String || raw instanceof Number || raw instanceof Boolean)) {
      return new Bad("must be a text, is " + shown(raw));
    }
    String text = raw.toString();
    if (text.length() > charsMax) {
      return new Bad("is %,d characters long, of at most %,d".formatted(text.length(), charsMax));
    }
    if (text.indexOf('\0') >= 0) {
      return new Bad("holds a NUL character");
    }
    return new Good(text);
  }

  private static Reading whole(Object raw, long min, long max) {
    long number;
    try {
      number = new BigDecimal(limited(raw)).longValueExact();
    } catch (NumberFormatException | ArithmeticException notWhole) {
      return new Bad("must be a whole number, is " + shown(raw));
    }
    if (number < min || number > max) {
      return new Bad(
          max == Long.MAX_VALUE
              ? "must be at least %d, is %d".formatted(min, number)
              : "must be %d to %d, is %d".formatted(min, max, number));
    }
    return new Good(number);
  }

  private static Reading decimal(Object raw) {
    try {
      double number = new BigDecimal(limited(raw)).doubleValue();
      return Double.isFinite(number) ? new Good(number) : new Bad("is too large: " + shown(raw));
    } catch (NumberFormatException notOne) {
      return new Bad("must be a number, is " + shown(raw));
    }
  }

  private static Reading flag(Object raw) {
    return switch (raw.toString().strip().toLowerCase(Locale.ROOT)) {
      case "true", "yes", "1", "on" -> new Good(true);
      case "false", "no", "0", "off" -> new Good(false);
      default -> new Bad("must be true or false, is " + shown(raw));
    };
  }

  private static Reading time(Object raw) {
    try {
      return new Good(Instant.parse(raw.toString().strip()).toString());
    } catch (DateTimeParseException notOne) {
      return new Bad("must be a time such as 2026-01-31T12:00:00Z, is " + shown(raw));
    }
  }

  private static Reading choice(Object raw, List<String> words) {
    String given = raw.toString().strip();
    for (String word : words) {
      if (word.equalsIgnoreCase(given)) {
        return new Good(word);
      }
    }
    return new Bad("must be one of %s, is %s".formatted(String.join(", ", words), shown(raw)));
  }

  private static Reading list(Object raw, ValueType item, int itemsMax) {
    List<?> items = raw instanceof List<?> list ? list : List.of(raw);
    if (items.size() > itemsMax) {
      return new Bad("has %,d items, of at most %,d".formatted(items.size(), itemsMax));
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Object one = items.get(i);
      switch (one == null ? new Bad("is null") : read(item, one)) {
        case Good(Object value) -> values.add(value);
        case Bad(String problem) -> {
          return new Bad(items.size() == 1 ? problem : "item %d %s".formatted(i + 1, problem));
        }
      }
    }
    return new Good(List.copyOf(values));
  }

  private static Reading map(Object raw, ValueType type, int entriesMax) {
    Map<String, Object> values = new LinkedHashMap<>();
    Map<?, ?> given;
    if (raw instanceof Map<?, ?> map) {
      given = map;
    } else {
      Map<String, String> lines = new LinkedHashMap<>();
      for (String line : pieces(raw)) {
        int equals = line.indexOf('=');
        if (equals < 1) {
          return new Bad("must be lines of key=value, has " + shown(line));
        }
        lines.put(line.substring(0, equals).strip(), line.substring(equals + 1));
      }
      given = lines;
    }
    if (given.size() > entriesMax) {
      return new Bad("has %,d entries, of at most %,d".formatted(given.size(), entriesMax));
    }
    for (Map.Entry<?, ?> entry : given.entrySet()) {
      String key = String.valueOf(entry.getKey());
      Object one = entry.getValue();
      switch (one == null ? new Bad("is null") : read(type, one)) {
        case Good(Object value) -> values.put(key, value);
        case Bad(String problem) -> {
          return new Bad("the value of %s %s".formatted(shown(key), problem));
        }
      }
    }
    return new Good(values);
  }

  private static List<String> pieces(Object raw) {
    List<?> texts = raw instanceof List<?> list ? list : List.of(raw);
    return texts.stream()
        .flatMap(text -> String.valueOf(text).lines())
        .filter(line -> !line.isBlank())
        .toList();
  }

  /// A number as text, short enough that reading it costs nothing: `1e999999999` would not be.
  private static String limited(Object raw) {
    String text = raw.toString().strip();
    if (text.length() > 40 || text.matches(".*[eE][+-]?\\d{4,}")) {
      throw new NumberFormatException("too long");
    }
    return text;
  }

  private static String shown(Object raw) {
    String text = String.valueOf(raw);
    boolean tooLong = text.length() > SHOWN_CHARS_MAX;
    return "'" + (tooLong ? text.substring(0, SHOWN_CHARS_MAX) + "…" : text) + "'";
  }
}
