package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.query;
import static org.autotest.core.operation.Operation.Method.GET;
import static org.autotest.core.operation.ValueType.FLAG;
import static org.autotest.core.operation.ValueType.LINE;

import java.util.List;

/// The catalogue of tests, and the server itself.
final class LabOperations {
  static final Operation TESTS =
      new Operation(
          "test.list",
          GET,
          "/tests",
          "List the tests that jobs can be made of",
          "",
          Permission.USER,
          List.of(
              query("name", LINE, "only tests whose name or directory contains this, in any case"),
              query("experimental", FLAG, "also experimental tests").otherwise("false"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(Shapes.TEST));

  static final Operation STATUS =
      new Operation(
          "server.status",
          GET,
          "/status",
          "Say whether the lab works",
          "",
          Permission.USER,
          List.of(),
          new Result.Item(Shapes.STATUS));

  static final Operation ROUNDS =
      new Operation(
          "server.rounds",
          GET,
          "/rounds",
          "List what dispatchers decided in their last rounds, and why",
          "Each dispatcher keeps its last 200; newest first. They are told once a second.",
          Permission.USER,
          List.of(Paging.LIMIT, Paging.AFTER),
          new Result.Page(Shapes.ROUND));

  private LabOperations() {}
}
