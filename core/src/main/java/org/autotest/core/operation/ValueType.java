package org.autotest.core.operation;

import java.util.List;

/// What a value of a request or an answer may be, and its limits.
public sealed interface ValueType {
  /// Characters of any kind.
  ///
  /// @param charsMax longest accepted, in UTF-16 units; answers may be longer
  record Text(int charsMax) implements ValueType {}

  /// A whole number, both ends included.
  record Whole(long min, long max) implements ValueType {
    public Whole {
      if (min > max) {
        throw new IllegalArgumentException("empty range %d to %d".formatted(min, max));
      }
    }
  }

  /// A double; never NaN or infinite, which JSON cannot hold.
  record Decimal() implements ValueType {}

  record Flag() implements ValueType {}

  /// An instant as ISO 8601 in UTC with milliseconds: `2026-01-31T12:00:00.000Z`.
  record Time() implements ValueType {}

  /// One of some words. A request may write them in any case.
  record Choice(List<String> words) implements ValueType {
    public Choice {
      words = List.copyOf(words);
      if (words.isEmpty()) {
        throw new IllegalArgumentException("a choice needs words");
      }
    }
  }

  /// Several values in order. In a query string and in a form: the name repeated.
  record ListOf(ValueType item, int itemsMax) implements ValueType {}

  /// Texts by name. In a form: one `key=value` a line.
  record MapOf(ValueType value, int entriesMax) implements ValueType {}

  /// An object of known fields.
  record Nested(Shape shape) implements ValueType {}

  /// A text of ordinary length: names, one-line reasons.
  Text LINE = new Text(255);

  /// Anything that names a row.
  Whole ID = new Whole(1, Long.MAX_VALUE);

  /// Any count.
  Whole COUNT = new Whole(0, Long.MAX_VALUE);

  Flag FLAG = new Flag();

  Time TIME = new Time();

  static Choice choice(String... words) {
    return new Choice(List.of(words));
  }

  static ListOf listOf(Shape shape) {
    return new ListOf(new Nested(shape), Integer.MAX_VALUE);
  }
}
