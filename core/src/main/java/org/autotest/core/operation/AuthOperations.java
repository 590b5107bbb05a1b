package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.body;
import static org.autotest.core.operation.Argument.path;
import static org.autotest.core.operation.Operation.Method.DELETE;
import static org.autotest.core.operation.Operation.Method.GET;
import static org.autotest.core.operation.Operation.Method.POST;
import static org.autotest.core.operation.Shape.field;
import static org.autotest.core.operation.Shape.orNull;
import static org.autotest.core.operation.ValueType.FLAG;
import static org.autotest.core.operation.ValueType.LINE;
import static org.autotest.core.operation.ValueType.TIME;

import java.util.List;
import org.autotest.core.operation.ValueType.Text;

/// Logging in and out, one's own password and tokens.
final class AuthOperations {
  private static final Text PASSWORD = new Text(200);
  private static final Text TOKEN_NAME = new Text(80);

  private static final Shape HELD =
      Shape.of(
          "HeldToken",
          "A session of a browser, or a token of a program. The secret itself is stored nowhere.",
          field("name", LINE, "what it is called"),
          field("created_at", TIME, "since when it is valid"),
          orNull("expires_at", TIME, "when it ends by itself; null: when it is revoked"),
          orNull("last_used_at", TIME, "to a minute; null: never"),
          field("current", FLAG, "whether this very request came with it"));

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
              body("password", PASSWORD, "password").mandatory(),
              body("token_name", TOKEN_NAME, "what to call the token in lists").otherwise("atest")),
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

  static final Operation PASSWD =
      new Operation(
          "auth.passwd",
          POST,
          "/auth/passwd",
          "Change your own password",
          "All your sessions and tokens end; the answer is a new one. A root user sets that of"
              + " others at the server: autotest user passwd.",
          Permission.USER,
          List.of(
              body("password", PASSWORD, "the password that you have").mandatory(),
              body("new_password", PASSWORD, "the one to have, at least 8 characters").mandatory(),
              body("token_name", TOKEN_NAME, "what to call the new token in lists")
                  .otherwise("atest")),
          new Result.Item(Shapes.TOKEN));

  static final Operation TOKENS =
      new Operation(
          "auth.tokens",
          GET,
          "/auth/tokens",
          "List your sessions and tokens, newest first",
          "At most 500.",
          Permission.USER,
          List.of(),
          new Result.Page(HELD));

  static final Operation REVOKE =
      new Operation(
          "auth.revoke",
          DELETE,
          "/auth/tokens/{name}",
          "Make one of your sessions or tokens worthless",
          "",
          Permission.USER,
          List.of(path("name", LINE, "what it is called")),
          new Result.Nothing());

  private AuthOperations() {}
}
