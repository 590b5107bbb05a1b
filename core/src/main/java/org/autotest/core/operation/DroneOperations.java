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
import static org.autotest.core.operation.ValueType.FLAG;
import static org.autotest.core.operation.ValueType.LINE;
import static org.autotest.core.operation.ValueType.TIME;

import java.util.List;
import org.autotest.core.operation.ValueType.ListOf;
import org.autotest.core.operation.ValueType.Whole;

/// Operations on drones, the machines that run autoserv, and on sets of them.
final class DroneOperations {
  private static final Whole COUNT = new Whole(0, Long.MAX_VALUE);
  private static final ListOf NAMES = new ListOf(LINE, 200);
  private static final Argument DRONE = path("name", LINE, "name of the drone");
  private static final Argument SET = path("name", LINE, "name of the set");

  private static final Shape SHAPE =
      Shape.of(
          "Drone",
          "A machine that runs autoserv.",
          field("name", LINE, "of the dispatcher on it"),
          field("machine", LINE, "its host name"),
          field(
              "state",
              ValueType.choice("ready", "draining", "drained", "silent", "lost"),
              "draining: gets nothing new, something runs; drained: nothing does; silent: not "
                  + "heard of; lost: what it ran is given up"),
          field("processes", COUNT, "processes that its executions count for"),
          field("processes_max", COUNT, "most at once"),
          field("plans", FLAG, "whether its dispatcher decides for the lab"),
          orNull("seen_at", TIME, "when it last said that it lives"),
          field("users", NAMES, "owners whose work it takes; none: everybody's"),
          field("drone_sets", NAMES, "sets that it is in"));

  private static final Shape SET_SHAPE =
      Shape.of(
          "DroneSet",
          "Drones to which jobs may be limited.",
          field("name", LINE, "what it is called"),
          field("drones", NAMES, "names of the drones in it"),
          field("default", FLAG, "for work that asks for no set and whose owner has none"));

  static final Operation LIST =
      new Operation(
          "drone.list",
          GET,
          "/drones",
          "List the machines that run autoserv",
          "A drone appears by itself when a dispatcher is started on its machine.",
          Permission.USER,
          List.of(
              query("name", LINE, "only drones whose name contains this, in any case"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(SHAPE));

  static final Operation SHOW =
      new Operation(
          "drone.show",
          GET,
          "/drones/{name}",
          "Show a drone",
          "",
          Permission.USER,
          List.of(DRONE),
          new Result.Item(SHAPE));

  static final Operation DRAIN =
      new Operation(
          "drone.drain",
          POST,
          "/drones/{name}/drain",
          "Give a drone nothing new",
          "What it runs goes on; when the last of it has ended its state is `drained`.",
          Permission.ROOT,
          List.of(DRONE),
          new Result.Item(SHAPE));

  static final Operation UNDRAIN =
      new Operation(
          "drone.undrain",
          POST,
          "/drones/{name}/undrain",
          "Let a drone have work again",
          "",
          Permission.ROOT,
          List.of(DRONE),
          new Result.Item(SHAPE));

  static final Operation LOST =
      new Operation(
          "drone.lost",
          POST,
          "/drones/{name}/lost",
          "Give up what a silent drone ran",
          "Say so only when nothing runs there any more, as after a power cut: its hosts are used "
              + "by others at once. Refused while the drone is heard of. Without, it is lost by "
              + "itself after dispatcher.drone_lost_after.",
          Permission.ROOT,
          List.of(DRONE),
          new Result.Item(SHAPE));

  static final Operation MODIFY =
      new Operation(
          "drone.modify",
          PATCH,
          "/drones/{name}",
          "Change whose work a drone takes",
          "With nobody named it takes everybody's.",
          Permission.ROOT,
          List.of(
              DRONE,
              body("add_users", NAMES, "owners whose work it takes"),
              body("remove_users", NAMES, "owners whose work it does not take any more")),
          new Result.Item(SHAPE));

  static final Operation REMOVE =
      new Operation(
          "drone.delete",
          DELETE,
          "/drones/{name}",
          "Forget a drone that will not come back",
          "Refused while it is heard of or something is taken to run there.",
          Permission.ROOT,
          List.of(DRONE),
          new Result.Nothing());

  static final Operation SET_LIST =
      new Operation(
          "droneset.list",
          GET,
          "/drone_sets",
          "List drone sets by name",
          "",
          Permission.USER,
          List.of(
              query("name", LINE, "only sets whose name contains this, in any case"),
              Paging.LIMIT,
              Paging.AFTER),
          new Result.Page(SET_SHAPE));

  static final Operation SET_CREATE =
      new Operation(
          "droneset.create",
          POST,
          "/drone_sets",
          "Make a drone set",
          "Jobs that ask for it run on its drones and on no other.",
          Permission.ROOT,
          List.of(
              body("name", LINE, "what to call it").mandatory(),
              body("add_drones", NAMES, "drones that are in it"),
              body("default", FLAG, "for work that asks for no set and whose owner has none")),
          new Result.Item(SET_SHAPE));

  static final Operation SET_MODIFY =
      new Operation(
          "droneset.modify",
          PATCH,
          "/drone_sets/{name}",
          "Change a drone set",
          "What is not given stays as it is. All of the request is done, or nothing.",
          Permission.ROOT,
          List.of(
              SET,
              body("add_drones", NAMES, "drones that are in it from now on"),
              body("remove_drones", NAMES, "drones that are not in it any more"),
              body("default", FLAG, "for work that asks for no set and whose owner has none")),
          new Result.Item(SET_SHAPE));

  static final Operation SET_REMOVE =
      new Operation(
          "droneset.delete",
          DELETE,
          "/drone_sets/{name}",
          "Delete a drone set",
          "Refused while an unfinished job, a template or a user has it.",
          Permission.ROOT,
          List.of(SET),
          new Result.Nothing());

  private DroneOperations() {}
}
