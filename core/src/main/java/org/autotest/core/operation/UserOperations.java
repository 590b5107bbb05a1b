package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.body;
import static org.autotest.core.operation.Argument.path;
import static org.autotest.core.operation.Argument.query;
import static org.autotest.core.operation.Operation.Method.DELETE;
import static org.autotest.core.operation.Operation.Method.GET;
import static org.autotest.core.operation.Operation.Method.PATCH;
import static org.autotest.core.operation.Shape.field;
import static org.autotest.core.operation.Shape.orNull;
import static org.autotest.core.operation.ValueType.COUNT;
import static org.autotest.core.operation.ValueType.FLAG;
import static org.autotest.core.operation.ValueType.LINE;

import java.util.List;
import org.autotest.core.operation.ValueType.Text;
import org.autotest.core.operation.ValueType.Whole;

/// Operations on users and on what they prefer.
final class UserOperations {
  private static final Argument LOGIN = path("login", LINE, "user name");
  private static final Whole LEVEL = new Whole(0, 100);

  private static final Shape SHAPE =
      Shape.of(
          "User",
          "Somebody who may log in.",
          field("login", LINE, "user name"),
          field("access_level", COUNT, "0 user, 1 admin, 100 root"));

  private static final Shape DETAIL =
      SHAPE.with(
          "UserDetail",
          "A user with what they prefer.",
          field("acl_groups", Shapes.LINES, "access groups that they are in"),
          orNull("email", LINE, "where letters go; null: nowhere"),
          field("reboot_before", Shapes.REBOOT_BEFORE, "of their jobs that do not say"),
          field("reboot_after", Shapes.REBOOT_AFTER, "of their jobs that do not say"),
          field("show_experimental", FLAG, "whether forms offer them experimental tests"),
          orNull("drone_set", LINE, "of their jobs that ask for none"));

  static final Operation LIST =
      new Operation(
          "user.list",
          GET,
          "/users",
          "List users by name",
          "",
          Permission.USER,
          List.of(
              query("name", LINE, "only users whose name contains this, in any case"),
              query("acl", LINE, "only members of this access group"),
              query("access_level", LEVEL, "only users of this level: 0 user, 1 admin, 100 root"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(SHAPE));

  static final Operation SHOW =
      new Operation(
          "user.show",
          GET,
          "/users/{login}",
          "Show a user with what they prefer",
          "Yourself, or anybody when you are root.",
          Permission.USER,
          List.of(LOGIN),
          new Result.Item(DETAIL));

  static final Operation MODIFY =
      new Operation(
          "user.modify",
          PATCH,
          "/users/{login}",
          "Change a user: what they prefer, where letters go, what they may do",
          "Yourself, or anybody when you are root; only root changes levels, and the last root user"
              + " stays one. What is not given stays as it is. All of the request is done, or"
              + " nothing.",
          Permission.USER,
          List.of(
              LOGIN,
              body("reboot_before", Shapes.REBOOT_BEFORE, "of their jobs that do not say"),
              body("reboot_after", Shapes.REBOOT_AFTER, "of their jobs that do not say"),
              body("show_experimental", FLAG, "whether forms offer experimental tests"),
              body("email", new Text(250), "address of e-mail; `none` for no letters"),
              body("drone_set", LINE, "of jobs that ask for no drone set; `none` for none"),
              body("access_level", LEVEL, "0 user, 1 admin, 100 root")),
          new Result.Nothing());

  static final Operation REMOVE =
      new Operation(
          "user.delete",
          DELETE,
          "/users/{login}",
          "Delete a user",
          "Their sessions and tokens end, their jobs stay. Refused while they have jobs that are"
              + " not finished, recurring runs or reservations, and for the last root user.",
          Permission.ROOT,
          List.of(LOGIN),
          new Result.Nothing());

  private UserOperations() {}
}
