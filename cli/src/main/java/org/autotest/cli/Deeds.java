package org.autotest.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.operation.Operation;
import tools.jackson.databind.JsonNode;

/// What a person is told after something was changed.
final class Deeds {
  private static final Map<String, String> IN_WORDS =
      Map.of(
          "job.create", "Created job:",
          "job.clone", "Made again:",
          "job.abort", "Aborting jobs:",
          "host.create", "Created hosts:",
          "host.modify", "Modified hosts:",
          "host.delete", "Deleted hosts:",
          "host.reverify", "Will be verified:",
          "auth.login", "Logged in:",
          "auth.logout", "Logged out.");

  private Deeds() {}

  /// Empty for an operation that only looks.
  static Optional<String> inWords(Operation operation) {
    return Optional.ofNullable(IN_WORDS.get(operation.name()));
  }

  /// Tells what was done to which items.
  static void tell(
      Operation operation, List<JsonNode> answers, List<String> items, Session session) {
    if (answers.isEmpty()) {
      return;
    }
    Printer printer = session.printer();
    printer.remark(inWords(operation).orElse(""));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      JsonNode answer = answers.get(i);
      String item = i < items.size() ? items.get(i) : "";
      lines.add(line(operation, item, answer));
    }
    lines.stream().filter(line -> !line.isBlank()).forEach(line -> printer.remark("\t" + line));
    if (operation.name().equals("job.create")) {
      String id = answers.getFirst().path("id").asString("");
      session.say("Follow it with: atest job wait " + id);
    }
  }

  private static String line(Operation operation, String item, JsonNode answer) {
    return switch (operation.name()) {
      case "job.create" -> "%s (id %s)".formatted(item, answer.path("id").asString(""));
      case "job.clone" -> "%s (as job %s)".formatted(item, answer.path("id").asString(""));
      case "job.abort" -> "%s (%d entries)".formatted(item, answer.path("entries").size());
      case "auth.login" ->
          "%s at %s".formatted(answer.path("login").asString(""), answer.path("web").asString(""));
      default -> item;
    };
  }
}
