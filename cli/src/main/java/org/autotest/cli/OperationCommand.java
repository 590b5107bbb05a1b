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
import tools.jackson.databind.node.ObjectNode;

/// Carries out one verb: a request for each item, or one for none.
final class OperationCommand {
  /// Told to a [Verb.Step] when there are items.
  static final String ITEMS_GIVEN = "items given";

  private final Verb verb;
  private final Operation operation;
  private final Session session;
  private final Failures failures;

  OperationCommand(Verb verb, Session session) {
    this.verb = verb;
    this.operation = verb.operation();
    this.session = session;
    this.failures = new Failures(verb, session);
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
    requireChange(arguments);
    requireJobs(items);
    HostNames.expandIn(arguments, operation, session);
    return switch (operation.result()) {
      case Result.Page(_) -> new Listing(verb, session).run(arguments, items);
      case Result.Item(_), Result.Nothing() -> each(arguments, items);
      case Result.Bytes(_) -> {
        items.forEach(item -> arguments.put(item(), item));
        session.copy(operation, checked(operation, arguments));
        yield ExitStatus.DONE;
      }
    };
  }

  private ExitStatus each(Map<String, Object> arguments, List<String> items) {
    List<JsonNode> answers = new ArrayList<>();
    List<String> done = new ArrayList<>();
    if (items.isEmpty()) {
      answers.add(session.api().call(operation, checked(operation, arguments)));
      note(answers.getFirst());
    }
    for (String item : expanded(items)) {
      Map<String, Object> mine = new LinkedHashMap<>(arguments);
      mine.put(item(), item);
      try {
        answers.add(session.api().call(operation, checked(operation, mine)));
        done.add(item);
      } catch (CliFailure | ApiRefusal | BadRequest failure) {
        failures.add(item, failure);
        if (session.globals().stopsAtFirstFailure() || failure instanceof CliFailure) {
          break;
        }
      }
    }
    show(arguments, answers, done, items.size() > 1 || answers.size() > 1);
    failures.tell();
    return failures.status(!answers.isEmpty());
  }

  private void requireChange(Map<String, Object> arguments) {
    if (operation.method() == Operation.Method.PATCH && arguments.isEmpty()) {
      throw new CliFailure(
          Blame.SUBMITTER,
          "%s: nothing to change is given. Try: %s"
              .formatted(verb.typed(), verb.examples().getFirst()));
    }
  }

  /// Copies nothing when one of the items can be no job: it may be a name for the copy.
  private void requireJobs(List<String> items) {
    List<String> words = items.stream().filter(item -> !item.matches("\\d+")).toList();
    if (operation.equals(Operations.JOB_CLONE) && !words.isEmpty()) {
      throw new CliFailure(
          Blame.SUBMITTER,
          "%s: no number of a job: %s. A new name goes with --name"
              .formatted(verb.typed(), String.join(", ", words)));
    }
  }

  private List<String> expanded(List<String> items) {
    return operation.equals(Operations.JOB_SHOW)
        ? ByName.jobs(items, session, failures)
        : HostNames.expanded(operation, items, session, failures);
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

  /// Checks arguments against the declaration before anything is sent.
  static Map<String, Object> checked(Operation operation, Map<String, Object> arguments) {
    Arguments.parse(operation, arguments);
    return arguments;
  }

  /// Remembers who the person is, or that they are nobody now.
  private void note(JsonNode answer) {
    boolean login =
        operation.equals(Operations.AUTH_LOGIN) || operation.equals(Operations.AUTH_PASSWD);
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
