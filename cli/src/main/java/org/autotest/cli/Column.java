package org.autotest.cli;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.autotest.core.sign.Sign;
import tools.jackson.databind.JsonNode;

/// One column, and one key of a record.
///
/// @param text of a cell, for people, from the item and the present time
/// @param value in a record, for programs: the same whenever it is asked for; empty text where
///   other keys say the same
/// @param sign what the cell means, for its sign and colour; empty for most
record Column(
    String heading,
    boolean toTheRight,
    Shown shown,
    BiFunction<JsonNode, Instant, String> text,
    Function<JsonNode, String> value,
    Function<JsonNode, Optional<Sign>> sign) {

  /// Where a column stands.
  enum Shown {
    ALWAYS,
    /// Where the list is put together of those of several items, to tell them apart.
    OF_SEVERAL,
    /// When its items were named, or more is asked for.
    NAMED,
    /// When more is asked for.
    VERBOSE,
    /// Not on a screen.
    IN_RECORDS
  }

  /// The value of a field, for a record.
  static Function<JsonNode, String> field(String field) {
    return item -> Words.value(item.path(field));
  }

  static Column text(String heading, String field) {
    return plain(heading, field, false, Shown.ALWAYS);
  }

  static Column more(String heading, String field) {
    return plain(heading, field, false, Shown.VERBOSE);
  }

  static Column record(String heading, String field) {
    return plain(heading, field, false, Shown.IN_RECORDS);
  }

  static Column number(String heading, String field) {
    return plain(heading, field, true, Shown.ALWAYS);
  }

  static Column plain(String heading, String field, boolean toTheRight, Shown shown) {
    return new Column(
        heading,
        toTheRight,
        shown,
        (item, _) -> Words.plain(item.path(field)),
        field(field),
        _ -> Optional.empty());
  }

  static Column age(String heading, String field) {
    return computed(heading, (item, now) -> Words.age(item.path(field), now), field(field));
  }

  static Column computed(
      String heading,
      BiFunction<JsonNode, Instant, String> text,
      Function<JsonNode, String> value) {
    return new Column(heading, false, Shown.ALWAYS, text, value, _ -> Optional.empty());
  }

  static Column signed(String heading, String field, Function<JsonNode, Optional<Sign>> sign) {
    return new Column(
        heading,
        false,
        Shown.ALWAYS,
        (item, _) -> Words.plain(item.path(field)),
        field(field),
        sign);
  }
}
