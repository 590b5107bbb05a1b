package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.body;
import static org.autotest.core.operation.Argument.path;
import static org.autotest.core.operation.Argument.query;
import static org.autotest.core.operation.Operation.Method.DELETE;
import static org.autotest.core.operation.Operation.Method.GET;
import static org.autotest.core.operation.Operation.Method.PATCH;
import static org.autotest.core.operation.Operation.Method.POST;
import static org.autotest.core.operation.ValueType.LINE;

import java.util.List;
import org.autotest.core.operation.ValueType.ListOf;
import org.autotest.core.operation.ValueType.Text;
import org.autotest.core.operation.ValueType.Whole;
import org.autotest.core.schedule.AtomicGroup;

/// Operations on atomic groups.
final class AtomicGroupOperations {
  private static final ListOf LABELS = new ListOf(LINE, 200);
  private static final Whole HOSTS_MAX = new Whole(1, AtomicGroup.NO_LIMIT);
  private static final Argument GROUP = path("name", LINE, "name of the group");

  static final Operation LIST =
      new Operation(
          "atomicgroup.list",
          GET,
          "/atomic_groups",
          "List atomic groups by name",
          "",
          Permission.USER,
          List.of(
              query("name", LINE, "only groups whose name contains this, in any case"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(Shapes.ATOMIC_GROUP));

  static final Operation CREATE =
      new Operation(
          "atomicgroup.create",
          POST,
          "/atomic_groups",
          "Make an atomic group",
          "Its hosts are for jobs that ask for the group, and for no other. One that was deleted "
              + "comes back, without its labels.",
          Permission.ADMIN,
          List.of(
              body("name", LINE, "what to call it").mandatory(),
              body("description", new Text(10_000), "free text"),
              body("max_number_of_machines", HOSTS_MAX, "most hosts that one job gets; else all"),
              body("add_labels", LABELS, "labels whose hosts are members")),
          new Result.Item(Shapes.ATOMIC_GROUP));

  static final Operation MODIFY =
      new Operation(
          "atomicgroup.modify",
          PATCH,
          "/atomic_groups/{name}",
          "Change an atomic group: limit, description, labels",
          "What is not given stays as it is. All of the request is done, or nothing.",
          Permission.ADMIN,
          List.of(
              GROUP,
              body("description", new Text(10_000), "free text"),
              body("max_number_of_machines", HOSTS_MAX, "most hosts that one job gets"),
              body("add_labels", LABELS, "labels whose hosts become members"),
              body("remove_labels", LABELS, "labels whose hosts are members no more")),
          new Result.Item(Shapes.ATOMIC_GROUP));

  static final Operation REMOVE =
      new Operation(
          "atomicgroup.delete",
          DELETE,
          "/atomic_groups/{name}",
          "Delete an atomic group",
          "Its hosts are for every job again. Refused while an unfinished job asked for it.",
          Permission.ADMIN,
          List.of(GROUP),
          new Result.Nothing());

  private AtomicGroupOperations() {}
}
