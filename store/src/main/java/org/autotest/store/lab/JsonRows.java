package org.autotest.store.lab;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Rows for `JSON_TABLE`, so that one statement changes many rows, each in its own way.
///
/// ```json
/// [{"id":17,"old":"Queued","new":"Pending"},{"id":18,"subdir":"host1"}]
/// ```
final class JsonRows {
  private static final DateTimeFormatter SQL_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  /// One row: what is not set is absent, which is another thing than `null`.
  static final class Row {
    private final Map<String, String> values = new LinkedHashMap<>();

    Row set(String name, long value) {
      values.put(name, Long.toString(value));
      return this;
    }

    Row set(String name, boolean value) {
      values.put(name, value ? "1" : "0");
      return this;
    }

    Row set(String name, String value) {
      values.put(name, quoted(value));
      return this;
    }

    Row set(String name, Instant value) {
      return set(name, SQL_TIME.format(value));
    }

    Row setNull(String name) {
      values.put(name, "null");
      return this;
    }

    /// Sets the value, or `null` for none.
    Row setOrNull(String name, Optional<String> value) {
      return value.isPresent() ? set(name, value.get()) : setNull(name);
    }

    boolean has(String name) {
      return values.containsKey(name);
    }

    private void write(StringBuilder json) {
      char before = '{';
      for (Map.Entry<String, String> value : values.entrySet()) {
        json.append(before).append('"').append(value.getKey()).append("\":");
        json.append(value.getValue());
        before = ',';
      }
      json.append(before == '{' ? "{}" : "}");
    }
  }

  private JsonRows() {}

  /// All rows as one text.
  static String of(Collection<Row> rows) {
    StringBuilder json = new StringBuilder("[");
    String between = "";
    for (Row row : rows) {
      json.append(between);
      row.write(json);
      between = ",";
    }
    return json.append(']').toString();
  }

  /// All values as one text, each made into a row.
  static <T> String of(Collection<T> values, Function<T, Row> row) {
    return of(values.stream().map(row).toList());
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
