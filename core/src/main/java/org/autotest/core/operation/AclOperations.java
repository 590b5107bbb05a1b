package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.body;
import static org.autotest.core.operation.Argument.path;
import static org.autotest.core.operation.Argument.query;
import static org.autotest.core.operation.Operation.Method.DELETE;
import static org.autotest.core.operation.Operation.Method.GET;
import static org.autotest.core.operation.Operation.Method.PATCH;
import static org.autotest.core.operation.Operation.Method.POST;
import static org.autotest.core.operation.Shape.field;
import static org.autotest.core.operation.ValueType.COUNT;
import static org.autotest.core.operation.ValueType.LINE;

import java.util.List;

/// Operations on access groups: which users may use which hosts.
final class AclOperations {
  private static final Argument GROUP = path("name", LINE, "name of the group");
  private static final String WHO = "Needs a member of the group, or root; `Everyone` needs root.";

  private static final Shape SHAPE =
      Shape.of(
          "AclGroup",
          "Users and the hosts that they may use.",
          field("name", LINE, "what it is called"),
          field("description", LINE, "free text"),
          field("user_count", COUNT, "its members"),
          field("host_count", COUNT, "its hosts"));

  private static final Shape DETAIL =
      SHAPE.with(
          "AclGroupDetail",
          "An access group with its members and hosts, the first 10,000 of each by name.",
          field("users", Shapes.LINES, "user names of its members"),
          field("hosts", Shapes.LINES, "names of its hosts"));

  static final Operation LIST =
      new Operation(
          "acl.list",
          GET,
          "/acl_groups",
          "List access groups by name",
          "Who shares a group with a host may use and change it. Every user is in `Everyone`, and so "
              + "is each host that is in no other group.",
          Permission.USER,
          List.of(
              query("name", LINE, "only groups whose name contains this, in any case"),
              query("user", LINE, "only groups that this user is in"),
              query("host", LINE, "only groups that this host is in"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(SHAPE));

  static final Operation SHOW =
      new Operation(
          "acl.show",
          GET,
          "/acl_groups/{name}",
          "Show an access group with its users and hosts",
          "",
          Permission.USER,
          List.of(GROUP),
          new Result.Item(DETAIL));

  static final Operation CREATE =
      new Operation(
          "acl.create",
          POST,
          "/acl_groups",
          "Make an access group",
          "You are its first member.",
          Permission.USER,
          List.of(
              body("name", LINE, "what to call it").mandatory(),
              body("description", LINE, "free text")),
          new Result.Item(DETAIL));

  static final Operation MODIFY =
      new Operation(
          "acl.modify",
          PATCH,
          "/acl_groups/{name}",
          "Change an access group: its name, its description",
          "What is not given stays as it is. " + WHO,
          Permission.USER,
          List.of(
              GROUP,
              body("new_name", LINE, "what to call it from now on"),
              body("description", LINE, "free text; `none` for none")),
          new Result.Item(DETAIL));

  static final Operation ADD =
      new Operation(
          "acl.add",
          POST,
          "/acl_groups/{name}/add",
          "Put users and hosts into an access group",
          "All of them, or none. A host leaves `Everyone`; you need a right on it. " + WHO,
          Permission.USER,
          List.of(
              GROUP,
              body("users", Shapes.LINES, "user names"),
              body("hosts", Shapes.LINES, "names of hosts")),
          new Result.Item(DETAIL));

  static final Operation TAKE_OUT =
      new Operation(
          "acl.remove",
          POST,
          "/acl_groups/{name}/remove",
          "Take users and hosts out of an access group",
          "All of them, or none. A host that is in no other group is in `Everyone` again; a group "
              + "that would be without members keeps you. "
              + WHO,
          Permission.USER,
          List.of(
              GROUP,
              body("users", Shapes.LINES, "user names"),
              body("hosts", Shapes.LINES, "names of hosts")),
          new Result.Item(DETAIL));

  static final Operation REMOVE =
      new Operation(
          "acl.delete",
          DELETE,
          "/acl_groups/{name}",
          "Delete an access group",
          "Its hosts that are in no other group are everybody's. Needs a member of the group, or "
              + "root; nobody deletes `Everyone`.",
          Permission.USER,
          List.of(GROUP),
          new Result.Nothing());

  private AclOperations() {}
}
