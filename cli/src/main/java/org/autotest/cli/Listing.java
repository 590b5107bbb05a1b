package org.autotest.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;
import org.autotest.core.operation.Arguments;
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

  private final Operation operation;
  private final Session session;
  private final Failures failures;

  Listing(Operation operation, Session session) {
    this.operation = operation;
    this.session = session;
    this.failures = new Failures(session);
  }

  /// Prints the whole list, or what belongs to the items.
  ///
  /// @param arguments wire name → value
  /// @param items hosts or jobs that have lists of their own, or names to be found in the list
  ExitStatus run(Map<String, Object> arguments, List<String> items) {
    int rows = rows(arguments);
    boolean filter = operation.argument("id").isEmpty() && operation.argument("hostname").isEmpty();
    ObjectNode all = JSON.createObjectNode();
    ArrayNode found = all.putArray("items");
    JsonNode next = JSON.nullNode();
    if (items.isEmpty()) {
      JsonNode page = session.api().callForList(operation, checked(arguments), rows);
      page.path("items").forEach(found::add);
      next = page.path("next");
    }
    for (String item : filter ? items : HostNames.expanded(operation, items, session, failures)) {
      try {
        List<JsonNode> of = filter ? named(arguments, item, rows) : of(arguments, item, rows);
        found.addAll(of);
        if (filter && of.isEmpty()) {
          failures.add(item, "%s: nothing is called so".formatted(operation.name()));
        }
      } catch (ApiRefusal | BadRequest failure) {
        failures.add(item, failure);
      }
    }
    all.set("next", next);
    session.printer().list(operation, all);
    Hints.after(operation, found.isEmpty() && items.isEmpty(), !next.isNull(), session);
    failures.tell();
    return failures.status(items.isEmpty() || !found.isEmpty());
  }

  /// The rows of the list that belongs to one job or one host.
  private List<JsonNode> of(Map<String, Object> arguments, String item, int rows) {
    Map<String, Object> mine = new LinkedHashMap<>(arguments);
    mine.put(operation.argument("id").isPresent() ? "id" : "hostname", item);
    List<JsonNode> found = new ArrayList<>();
    session.api().callForList(operation, checked(mine), rows).path("items").forEach(found::add);
    return found;
  }

  /// The rows that are called `item`, or begin so when it ends with a star; for jobs also the one
  /// of that number.
  private List<JsonNode> named(Map<String, Object> arguments, String item, int rows) {
    if (operation.equals(Operations.JOB_LIST) && item.matches("\\d{1,18}")) {
      return List.of(session.api().call(Operations.JOB_SHOW, Map.of("id", Long.valueOf(item))));
    }
    boolean star = item.endsWith("*");
    String name = star ? item.substring(0, item.length() - 1) : item;
    Map<String, Object> mine = new LinkedHashMap<>(arguments);
    mine.put("name", name);
    String field = operation.equals(Operations.HOST_LIST) ? "hostname" : "name";
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode row : session.api().callForList(operation, checked(mine), rows).path("items")) {
      String called = row.path(field).asString("");
      if (star ? called.startsWith(name) : called.equals(name)) {
        found.add(row);
      }
    }
    return found;
  }

  /// Checks arguments against the declaration before anything is sent.
  private Map<String, Object> checked(Map<String, Object> arguments) {
    Arguments.parse(operation, arguments);
    return arguments;
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
        "%s: --limit is %s, must be a number from 1 to 1000000".formatted(operation.name(), limit));
  }
}
