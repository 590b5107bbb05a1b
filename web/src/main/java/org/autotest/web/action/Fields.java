package org.autotest.web.action;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.store.views.EntryView;

/// A JSON object in the making. Absent values become null: every key is always there.
final class Fields {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Map<String, Object> map = new LinkedHashMap<>();

  Fields put(String name, Object value) {
    map.put(name, plain(value));
    return this;
  }

  Fields failure(Optional<EntryView.Failure> failure) {
    put("blame", failure.map(EntryView.Failure::blame).map(Blame::name));
    return put("problem", failure.map(EntryView.Failure::problem));
  }

  Map<String, Object> map() {
    return map;
  }

  private static @org.jspecify.annotations.Nullable Object plain(Object value) {
    return switch (value) {
      case Optional<?> optional -> optional.map(Fields::present).orElse(null);
      case Instant time -> TIME.format(time);
      default -> value;
    };
  }

  private static Object present(Object value) {
    return value instanceof Instant time ? TIME.format(time) : value;
  }
}
