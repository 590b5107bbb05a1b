package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.body;
import static org.autotest.core.operation.Argument.path;
import static org.autotest.core.operation.Argument.query;
import static org.autotest.core.operation.Operation.Method.DELETE;
import static org.autotest.core.operation.Operation.Method.GET;
import static org.autotest.core.operation.Operation.Method.PATCH;
import static org.autotest.core.operation.Operation.Method.POST;
import static org.autotest.core.operation.Shape.field;
import static org.autotest.core.operation.Shape.orNull;
import static org.autotest.core.operation.ValueType.COUNT;
import static org.autotest.core.operation.ValueType.FLAG;
import static org.autotest.core.operation.ValueType.LINE;

import java.util.List;

/// Operations on labels, and on which hosts carry them.
final class LabelOperations {
  private static final Argument LABEL = path("name", LINE, "name of the label");
  private static final Argument PLATFORM =
      body("platform", FLAG, "whether it is a platform, of which a host has at most one");
  private static final Argument ONLY_IF_NEEDED =
      body("only_if_needed", FLAG, "whether its hosts go only to jobs that ask for it");

  private static final Shape SHAPE =
      Shape.of(
          "Label",
          "A word on hosts.",
          field("name", LINE, "of the label"),
          field("platform", FLAG, "a host has at most one platform"),
          field("only_if_needed", FLAG, "its hosts go only to jobs that ask for it"),
          orNull("atomic_group", LINE, "the group that its hosts are members of"),
          field("hosts", COUNT, "hosts that carry it"),
          field("tests", COUNT, "tests of the catalogue that need it"));

  private static final Shape DELETED =
      Shape.of(
          "DeletedLabel",
          "What a label was taken off when it was deleted.",
          field("name", LINE, "what it was called"),
          field("hosts", COUNT, "hosts that carried it"),
          field("tests", COUNT, "tests of the catalogue that needed it"));

  static final Operation LIST =
      new Operation(
          "label.list",
          GET,
          "/labels",
          "List labels by name",
          "",
          Permission.USER,
          List.of(
              query("name", LINE, "only labels whose name contains this, in any case"),
              query("platform", FLAG, "only platforms, or only labels that are none"),
              query("host", LINE, "only labels that this host carries"),
              query("atomic_group", LINE, "only labels of this atomic group"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(SHAPE));

  static final Operation CREATE =
      new Operation(
          "label.create",
          POST,
          "/labels",
          "Make a label",
          "One that was deleted comes back, without its hosts.",
          Permission.USER,
          List.of(
              body("name", LINE, "what to call it").mandatory(),
              PLATFORM.otherwise("false"),
              ONLY_IF_NEEDED.otherwise("false")),
          new Result.Item(SHAPE));

  static final Operation MODIFY =
      new Operation(
          "label.modify",
          PATCH,
          "/labels/{name}",
          "Change a label: its name, whether it is a platform, whom its hosts are for",
          "What is not given stays as it is. All of the request is done, or nothing.",
          Permission.ADMIN,
          List.of(
              LABEL,
              body("new_name", LINE, "what to call it from now on"),
              PLATFORM,
              ONLY_IF_NEEDED),
          new Result.Item(SHAPE));

  static final Operation REMOVE =
      new Operation(
          "label.delete",
          DELETE,
          "/labels/{name}",
          "Delete a label",
          "It is taken off all hosts and tests. Refused while an unfinished job or a template needs "
              + "it.",
          Permission.ADMIN,
          List.of(LABEL),
          new Result.Item(DELETED));

  static final Operation ADD =
      new Operation(
          "label.add",
          POST,
          "/labels/{name}/add",
          "Put a label on hosts",
          "On all of them, or on none. Needs a right on each host.",
          Permission.USER,
          List.of(LABEL, body("hosts", Shapes.LINES, "names of hosts").mandatory()),
          new Result.Item(SHAPE));

  static final Operation TAKE_OFF =
      new Operation(
          "label.remove",
          POST,
          "/labels/{name}/remove",
          "Take a label off hosts",
          "Off all of them, or off none. Needs a right on each host.",
          Permission.USER,
          List.of(LABEL, body("hosts", Shapes.LINES, "names of hosts").mandatory()),
          new Result.Item(SHAPE));

  private LabelOperations() {}
}
