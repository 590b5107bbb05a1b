package org.autotest.cli;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.cli.Column.Shown;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Carries out a verb that answers a list.
final class Listing {
  /// Most rows of a list when nothing is said.
  private static final int ROWS = 50;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Verb verb;
  private final Operation operation;
  private final Session session;
  private final Failures failures;

  Listing(Verb verb, Session session) {
    this.verb = verb;
    this.operation = verb.operation();
    this.session = session;
    this.failures = new Failures(verb, session);
  }

  /// What was found for one item.
  ///
  /// @param next where the server's list goes on, null at its end
  /// @param cut whether there are more rows than these
  /// @param alike how many were seen whose names contain what was asked for
  private record Part(List<JsonNode> rows, JsonNode next, boolean cut, int alike) {}

  /// Prints the whole list, or what belongs to the items.
  ///
  /// @param arguments wire name → value
  /// @param items hosts or jobs that have lists of their own, or names to be found in the list
  ExitStatus run(Map<String, Object> arguments, List<String> items) {
    int rows = rows(arguments);
    return items.isEmpty() ? whole(arguments, rows) : parts(arguments, items, rows);
  }

  private ExitStatus whole(Map<String, Object> arguments, int rows) {
    JsonNode page =
        session.api().callForList(operation, OperationCommand.checked(operation, arguments), rows);
    AclMembers.fill(operation, page.path("items"), false, session);
    session.printer().list(operation, page, columns(arguments));
    Hints.after(operation, page.path("items").isEmpty(), !page.path("next").isNull(), session);
    return ExitStatus.DONE;
  }

  /// Prints `{"items": […], "next": …, "cut": […]}`: `cut` names the items of which there is more,
  /// `next` is where the list goes on when there is one item alone.
  private ExitStatus parts(Map<String, Object> arguments, List<String> items, int rows) {
    Optional<Owner> owner = Owner.of(operation);
    boolean filter = owner.isEmpty();
    List<String> each = filter ? items : HostNames.expanded(operation, items, session, failures);
    ObjectNode all = JSON.createObjectNode();
    ArrayNode found = all.putArray("items");
    all.putNull("next");
    ArrayNode cut = all.putArray("cut");
    for (String item : each) {
      try {
        Part part =
            filter ? named(arguments, item, rows) : of(arguments, owner.orElseThrow(), item, rows);
        found.addAll(part.rows());
        if (part.cut()) {
          cut.add(item);
        }
        if (each.size() == 1) {
          all.set("next", part.next());
        }
        if (filter && part.rows().isEmpty()) {
          failures.add(item, verb.typed() + nothing(item, part));
        }
      } catch (ApiRefusal | BadRequest failure) {
        failures.add(item, failure);
      }
    }
    AclMembers.fill(operation, found, true, session);
    Set<Shown> columns = columns(arguments);
    if (filter) {
      columns.add(Shown.NAMED);
    } else if (each.size() > 1) {
      columns.add(Shown.OF_SEVERAL);
    }
    session.printer().list(operation, all, columns);
    Hints.after(cut.valueStream().map(JsonNode::asString).toList(), session);
    failures.tell();
    return failures.status(!found.isEmpty());
  }

  /// The rows of the list that belongs to one job, one host or one directory.
  private Part of(Map<String, Object> arguments, Owner owner, String item, int rows) {
    Map<String, Object> mine = new LinkedHashMap<>(arguments);
    mine.put(owner.argument(), item);
    JsonNode page =
        session.api().callForList(operation, OperationCommand.checked(operation, mine), rows);
    page.path("items").forEach(row -> owner.sign(row, item));
    JsonNode next = page.path("next");
    return new Part(page.path("items").valueStream().toList(), next, !next.isNull(), 0);
  }

  /// The rows that are called `item`; for jobs also the one of that number.
  private Part named(Map<String, Object> arguments, String item, int rows) {
    if (operation.equals(Operations.JOB_LIST) && item.matches("\\d{1,18}")) {
      JsonNode job = session.api().call(Operations.JOB_SHOW, Map.of("id", Long.valueOf(item)));
      return new Part(List.of(job), JSON.nullNode(), false, 0);
    }
    ByName.Found found =
        ByName.find(operation, OperationCommand.checked(operation, arguments), item, rows, session);
    return new Part(found.rows(), JSON.nullNode(), found.cut(), found.alike());
  }

  private static String nothing(String item, Part part) {
    if (part.cut()) {
      return ": nothing is called so among the first %d that contain it"
          .formatted(ByName.LOOKED_MAX);
    }
    return part.alike() == 0
        ? ": nothing is called so"
        : ": nothing is called so; %d contain it: --name %s".formatted(part.alike(), item);
  }

  /// The columns of a table; more in an order that the usual ones do not explain.
  private static Set<Shown> columns(Map<String, Object> arguments) {
    boolean usual = arguments.getOrDefault("sort", "name").equals("name");
    return usual ? EnumSet.of(Shown.ALWAYS) : EnumSet.of(Shown.ALWAYS, Shown.VERBOSE);
  }

  private int rows(Map<String, Object> arguments) {
    Object limit = arguments.remove("limit");
    if (limit == null) {
      return ROWS;
    }
    if (limit instanceof Long wanted && wanted >= 1 && wanted <= 1_000_000) {
      return wanted.intValue();
    }
    throw new CliFailure(
        Blame.SUBMITTER,
        "%s: --limit is %s, must be a number from 1 to 1000000".formatted(verb.typed(), limit));
  }
}
