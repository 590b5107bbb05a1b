package org.autotest.core.operation;

import java.util.Optional;
import java.util.regex.Pattern;

/// One argument of an operation.
///
/// @param name the wire name, snake_case; also the key under which an error about it is reported,
///   and, with dashes, the option of the command line
/// @param standard the value that is taken when nothing is given, as text; empty when absence means
///   something of its own, which `doc` then says
public record Argument(
    String name,
    ValueType type,
    Place place,
    boolean required,
    Optional<String> standard,
    String doc) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /// Where a REST request carries it.
  public enum Place {
    PATH,
    QUERY,
    /// A key of the JSON object in the body.
    BODY,
    /// A header whose name is the argument's with dashes and capitals: `Idempotency-Key`.
    HEADER
  }

  public Argument {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("'%s' is no argument name".formatted(name));
    }
    if (required && standard.isPresent()) {
      throw new IllegalArgumentException("%s is required and has a standard".formatted(name));
    }
  }

  static Argument path(String name, ValueType type, String doc) {
    return new Argument(name, type, Place.PATH, true, Optional.empty(), doc);
  }

  static Argument query(String name, ValueType type, String doc) {
    return new Argument(name, type, Place.QUERY, false, Optional.empty(), doc);
  }

  static Argument body(String name, ValueType type, String doc) {
    return new Argument(name, type, Place.BODY, false, Optional.empty(), doc);
  }

  static Argument header(String name, ValueType type, String doc) {
    return new Argument(name, type, Place.HEADER, false, Optional.empty(), doc);
  }

  Argument mandatory() {
    return new Argument(name, type, place, true, Optional.empty(), doc);
  }

  Argument otherwise(String value) {
    return new Argument(name, type, place, false, Optional.of(value), doc);
  }

  /// The name as an HTTP header: `idempotency_key` is `Idempotency-Key`.
  public String headerName() {
    StringBuilder header = new StringBuilder();
    for (String word : name.split("_", -1)) {
      header.append(header.isEmpty() ? "" : "-");
      header.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return header.toString();
  }
}
