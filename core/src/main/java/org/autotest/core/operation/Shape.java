package org.autotest.core.operation;

import java.util.Arrays;
import java.util.List;

/// A JSON object of an answer: the contract of every program that reads it. Fields are only ever
/// added.
///
/// @param name the schema's name in the OpenAPI document, for example `Job`
/// @param fields in the order in which they are written and shown
public record Shape(String name, String doc, List<Field> fields) {
  public Shape {
    fields = List.copyOf(fields);
  }

  /// One key of the object. Every key is always there.
  ///
  /// @param nullable whether the value may be null, which then means "none" or "not yet"
  public record Field(String name, ValueType type, boolean nullable, String doc) {}

  static Shape of(String name, String doc, Field... fields) {
    return new Shape(name, doc, List.of(fields));
  }

  static Field field(String name, ValueType type, String doc) {
    return new Field(name, type, false, doc);
  }

  static Field orNull(String name, ValueType type, String doc) {
    return new Field(name, type, true, doc);
  }

  /// The same object with more fields after its own.
  Shape with(String newName, String newDoc, Field... more) {
    List<Field> all = new java.util.ArrayList<>(fields);
    all.addAll(Arrays.asList(more));
    return new Shape(newName, newDoc, all);
  }
}
