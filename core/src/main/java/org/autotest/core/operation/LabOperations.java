package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.body;
import static org.autotest.core.operation.Argument.query;
import static org.autotest.core.operation.Operation.Method.GET;
import static org.autotest.core.operation.Operation.Method.POST;
import static org.autotest.core.operation.ValueType.FLAG;
import static org.autotest.core.operation.ValueType.LINE;

import java.util.List;
import org.autotest.core.operation.ValueType.Text;

/// Logging in, lists of names, the server itself.
final class LabOperations {
  static final Operation LOGIN =
      new Operation(
          "auth.login",
          POST,
          "/auth/login",
          "Exchange a password for a token",
          "",
          Permission.ANYBODY,
          List.of(
              body("login", LINE, "user name").mandatory(),
              body("password", new Text(200), "password").mandatory(),
              body("token_name", new Text(80), "what to call the token in lists")
                  .otherwise("atest")),
          new Result.Item(Shapes.TOKEN));

  static final Operation LOGOUT =
      new Operation(
          "auth.logout",
          POST,
          "/auth/logout",
          "Revoke the token of this request",
          "",
          Permission.USER,
          List.of(),
          new Result.Nothing());

  static final Operation WHOAMI =
      new Operation(
          "auth.whoami",
          GET,
          "/auth/whoami",
          "Say who you are to the server",
          "",
          Permission.USER,
          List.of(),
          new Result.Item(Shapes.CALLER));

  static final Operation TESTS =
      new Operation(
          "test.list",
          GET,
          "/tests",
          "List the tests that jobs can be made of",
          "",
          Permission.USER,
          List.of(
              query("name", LINE, "only tests whose name contains this, in any case"),
              query("experimental", FLAG, "also experimental tests").otherwise("false"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(Shapes.TEST));

  static final Operation USERS =
      new Operation(
          "user.list",
          GET,
          "/users",
          "List users by name",
          "",
          Permission.USER,
          List.of(Paging.LIMIT, Paging.AFTER),
          new Result.Page(Shapes.USER));

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

  private LabOperations() {}
}
