package org.autotest.core.operation;

/// What an operation answers when it went well.
public sealed interface Result {
  /// One JSON object.
  record Item(Shape shape) implements Result {}

  /// A page of a list: `{"items": […], "next": "…"}`; `next` is null on the last page, else the
  /// value for the argument `after`.
  record Page(Shape item) implements Result {}

  /// The bytes of a file, by HTTP range when asked.
  record Bytes(String doc) implements Result {}

  /// Nothing but the status 204.
  record Nothing() implements Result {}
}
