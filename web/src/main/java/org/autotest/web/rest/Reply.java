package org.autotest.web.rest;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an operation answers when it went well; the kinds are those of
/// [org.autotest.core.operation.Result].
public sealed interface Reply {
  /// One object, its keys as declared.
  record Item(Map<String, Object> fields) implements Reply {}

  /// Some objects of a list.
  ///
  /// @param next the value for `after`; empty on the last page
  record Page(List<Map<String, Object>> items, Optional<String> next) implements Reply {
    public Page {
      items = List.copyOf(items);
    }
  }

  /// A file of the results.
  ///
  /// @param path below the results root
  record Bytes(String path) implements Reply {}

  /// Nothing.
  record Nothing() implements Reply {}
}
