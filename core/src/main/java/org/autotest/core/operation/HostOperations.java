package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.body;
import static org.autotest.core.operation.Argument.path;
import static org.autotest.core.operation.Argument.query;
import static org.autotest.core.operation.Operation.Method.DELETE;
import static org.autotest.core.operation.Operation.Method.GET;
import static org.autotest.core.operation.Operation.Method.PATCH;
import static org.autotest.core.operation.Operation.Method.POST;
import static org.autotest.core.operation.ValueType.FLAG;
import static org.autotest.core.operation.ValueType.LINE;

import java.util.List;
import org.autotest.core.operation.ValueType.ListOf;
import org.autotest.core.operation.ValueType.MapOf;
import org.autotest.core.operation.ValueType.Text;
import org.autotest.core.operation.ValueType.Whole;

/// Operations on hosts.
final class HostOperations {
  private static final ListOf LABELS = new ListOf(LINE, 200);
  private static final MapOf ATTRIBUTES = new MapOf(new Text(300), 200);
  private static final Argument HOST = path("hostname", LINE, "name of the host");

  private static final Argument LOCK_HOURS =
      body(
          "lock_hours",
          new Whole(1, 24 * 365),
          "after how many hours the lock ends by itself; else when somebody unlocks");

  static final Operation LIST =
      new Operation(
          "host.list",
          GET,
          "/hosts",
          "List hosts by name, or the worst first",
          "",
          Permission.USER,
          List.of(
              query("name", LINE, "only hosts whose name contains this, in any case"),
              query("labels", LABELS, "only hosts that carry all of these"),
              query("status", new ListOf(Shapes.HOST_STATUS, 10), "only hosts that stand so"),
              query("locked", FLAG, "only locked hosts, or only unlocked ones"),
              query("locked_by", LINE, "only hosts that this user locked"),
              query("accessible_to", LINE, "only hosts that this user may use"),
              query(
                      "sort",
                      ValueType.choice("name", "failures"),
                      "failures: those first that made most entries fail in the last 30 days")
                  .otherwise("name"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(Shapes.HOST));

  static final Operation SHOW =
      new Operation(
          "host.show",
          GET,
          "/hosts/{hostname}",
          "Show one host",
          "",
          Permission.USER,
          List.of(HOST),
          new Result.Item(Shapes.HOST_DETAIL));

  static final Operation CREATE =
      new Operation(
          "host.create",
          POST,
          "/hosts",
          "Add a host to the inventory",
          "A host that was deleted before comes back with its history.",
          Permission.USER,
          List.of(
              body("hostname", LINE, "its name, which is also its address for ssh").mandatory(),
              body("labels", LABELS, "labels it carries; one may be a platform"),
              body("platform", LINE, "the one label that is a platform"),
              body("acl_groups", LABELS, "access groups it is in; else `Everyone`"),
              body("create_missing", FLAG, "make labels, platform and groups that are not there")
                  .otherwise("true"),
              body("attributes", ATTRIBUTES, "free values by name"),
              body(
                  "protection", Shapes.PROTECTION, "how far a repair may go; else as the lab says"),
              body("locked", FLAG, "takes no work at first").otherwise("false"),
              body("lock_reason", LINE, "why it is locked"),
              LOCK_HOURS),
          new Result.Item(Shapes.HOST_DETAIL));

  static final Operation MODIFY =
      new Operation(
          "host.modify",
          PATCH,
          "/hosts/{hostname}",
          "Change a host: lock, protection, labels, attributes",
          "What is not given stays as it is. All of the request is done, or nothing.",
          Permission.USER,
          List.of(
              HOST,
              body("locked", FLAG, "true takes it out of service, false puts it back"),
              body("lock_reason", LINE, "why it is locked"),
              LOCK_HOURS,
              body("protection", Shapes.PROTECTION, "how far a repair may go"),
              body("add_labels", LABELS, "labels to put on"),
              body("remove_labels", LABELS, "labels to take off"),
              body("platform", LINE, "the platform it has instead of the one before"),
              body(
                  "attributes", ATTRIBUTES, "values to set; an empty value removes the attribute")),
          new Result.Item(Shapes.HOST_DETAIL));

  static final Operation REMOVE =
      new Operation(
          "host.delete",
          DELETE,
          "/hosts/{hostname}",
          "Take a host out of the inventory",
          "Its unfinished entries are aborted; its history stays.",
          Permission.USER,
          List.of(HOST),
          new Result.Nothing());

  static final Operation REVERIFY =
      new Operation(
          "host.reverify",
          POST,
          "/hosts/{hostname}/reverify",
          "Ask for a host to be verified",
          "Harmless when a verify is already waiting. The way back for a host in Repair Failed.",
          Permission.USER,
          List.of(HOST),
          new Result.Item(Shapes.TASK));

  static final Operation REPAIR =
      new Operation(
          "host.repair",
          POST,
          "/hosts/{hostname}/repair",
          "Ask for a host to be repaired",
          "When it is free, and as far as its protection allows. Harmless when a repair is already "
              + "waiting.",
          Permission.USER,
          List.of(HOST),
          new Result.Item(Shapes.TASK));

  static final Operation HISTORY =
      new Operation(
          "host.history",
          GET,
          "/hosts/{hostname}/history",
          "List what ran on a host, newest first",
          "",
          Permission.USER,
          List.of(
              HOST,
              query("tasks", FLAG, "also verifies, cleanups and repairs").otherwise("true"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(Shapes.HOST_EVENT));

  private HostOperations() {}
}
