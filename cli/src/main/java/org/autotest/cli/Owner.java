package org.autotest.cli;

import java.util.Arrays;
import java.util.Optional;
import org.autotest.core.operation.Operation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Whose a list is, where each item of a command line has one of its own.
enum Owner {
  JOB("id", "job_id"),
  HOST("hostname", "host"),
  /// A directory of results; its rows have whole paths.
  DIRECTORY("path", "path");

  private final String argument;
  private final String field;

  Owner(String argument, String field) {
    this.argument = argument;
    this.field = field;
  }

  /// Empty for a list of which there is one alone.
  static Optional<Owner> of(Operation operation) {
    return Arrays.stream(values())
        .filter(owner -> operation.argument(owner.argument).isPresent())
        .findFirst();
  }

  /// Wire name of the argument that names it.
  String argument() {
    return argument;
  }

  /// Has a row say whose it is, as those do that say so by themselves.
  void sign(JsonNode row, String item) {
    if (!(row instanceof ObjectNode object) || object.has(field)) {
      return;
    }
    if (this == JOB && item.matches("\\d{1,18}")) {
      object.put(field, Long.parseLong(item));
    } else {
      object.put(field, item);
    }
  }
}
