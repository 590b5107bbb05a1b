package org.autotest.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.cli.Verb.Items;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import org.autotest.core.operation.Result;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Carries out one verb: a request for each item, or one for none.
final class OperationCommand {
  /// Told to a [Verb.Step] when there are items.
  static final String ITEMS_GIVEN = "items given";

  /// Most rows of a list when nothing is said.
  static final int ROWS = 50;

  /// Most hosts that a star stands for.
  private static final int EXPANDED_MAX = 20_000;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Verb verb;
  private final Operation operation;
  private final Session session;
  private final Failures failures;

  OperationCommand(Verb verb, Session session) {
    this.verb = verb;
    this.operation = verb.operation();
    this.session = session;
    this.failures = new Failures(session);
  }

  /// Does it.
  ///
  /// @param arguments wire name → value
  /// @param own values for the verb's step
  /// @param items what stood without an option
  ExitStatus run(Map<String, Object> arguments, Map<String, Object> own, List<String> items) {
    if (!items.isEmpty()) {
      own.put(ITEMS_GIVEN, true);
    }
    verb.step().prepare(arguments, own, session);
    return switch (operation.result()) {
      case Result.Page(_) -> list(arguments, items);
      case Result.Item(_), Result.Nothing() -> each(arguments, items);
      case Result.Bytes(_) -> {
        items.forEach(item -> arguments.put(item(), item));
        session.api().copy(operation, checked(arguments), session.around().out());
        yield ExitStatus.DONE;
      }
    };
  }

  private ExitStatus each(Map<String, Object> arguments, List<String> items) {
    List<JsonNode> answers = new ArrayList<>();
    List<String> done = new ArrayList<>();
    if (items.isEmpty()) {
      answers.add(session.api().call(operation, checked(arguments)));
      note(answers.getFirst());
    }
    for (String item : expanded(items)) {
      Map<String, Object> mine = new LinkedHashMap<>(arguments);
      mine.put(item(), item);
      try {
        answers.add(session.api().call(operation, checked(mine)));
        done.add(item);
      } catch (CliFailure | ApiRefusal | BadRequest failure) {
        failures.add(item, failure);
        if (session.globals().stopsAtFirstFailure() || failure instanceof CliFailure) {
          break;
        }
      }
    }
    show(arguments, answers, done, items.size() > 1);
    failures.tell();
    return failures.status(!answers.isEmpty());
  }

  private void show(
      Map<String, Object> asked, List<JsonNode> answers, List<String> done, boolean several) {
    Printer printer = session.printer();
    boolean table = session.globals().form() == Globals.Form.TABLE;
    if (table && Deeds.inWords(operation).isPresent()) {
      Deeds.tell(operation, answers, done, session);
      Deeds.hint(operation, asked, answers).ifPresent(session::say);
    } else if (several) {
      printer.items(answers);
    } else if (!answers.isEmpty()) {
      printer.item(answers.getFirst());
    }
  }

  private ExitStatus list(Map<String, Object> arguments, List<String> items) {
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
    for (String item : filter ? items : expanded(items)) {
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
    mine.put(item(), item);
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

  /// Hosts with a star at the end of the name become all hosts whose names begin so.
  private List<String> expanded(List<String> items) {
    boolean hosts = operation.argument("hostname").isPresent();
    if (!hosts || operation.equals(Operations.HOST_CREATE)) {
      return items;
    }
    List<String> names = new ArrayList<>();
    for (String item : items) {
      if (!item.endsWith("*")) {
        names.add(item);
        continue;
      }
      String prefix = item.substring(0, item.length() - 1);
      int before = names.size();
      Map<String, ?> filter = prefix.isEmpty() ? Map.of() : Map.of("name", prefix);
      JsonNode page = session.api().callForList(Operations.HOST_LIST, filter, EXPANDED_MAX);
      for (JsonNode host : page.path("items")) {
        String name = host.path("hostname").asString("");
        if (name.startsWith(prefix)) {
          names.add(name);
        }
      }
      if (names.size() == before) {
        failures.add(item, "no host's name begins so");
      }
    }
    return names;
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

  /// Remembers who the person is, or that they are nobody now.
  private void note(JsonNode answer) {
    boolean login = operation.equals(Operations.AUTH_LOGIN);
    if (!login && !operation.equals(Operations.AUTH_LOGOUT)) {
      return;
    }
    Optional<String> token =
        login ? Optional.of(answer.path("token").asString("")) : Optional.empty();
    try {
      Server.save(session.around(), session.api().server().web(), token);
    } catch (IOException e) {
      throw new CliFailure(
          Blame.SUBMITTER,
          "noting the token in %s: %s"
              .formatted(Server.configFile(session.around()), e.getMessage()),
          e);
    }
    if (login && answer instanceof ObjectNode object) {
      object.remove("token");
      object.put("web", session.api().server().web().toString());
    }
  }

  private String item() {
    return verb.items()
        .map(Items::argument)
        .orElseThrow(() -> new IllegalStateException(operation.name() + " takes no items"));
  }
}
