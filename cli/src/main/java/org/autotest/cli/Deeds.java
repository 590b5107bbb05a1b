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
      Map.ofEntries(
          Map.entry("job.create", "Created job:"),
          Map.entry("job.check", "The lab can run:"),
          Map.entry("job.clone", "Made again:"),
          Map.entry("job.abort", "Aborting jobs:"),
          Map.entry("host.create", "Created hosts:"),
          Map.entry("host.modify", "Modified hosts:"),
          Map.entry("host.delete", "Deleted hosts:"),
          Map.entry("host.repair", "Will be repaired:"),
          Map.entry("host.reverify", "Will be verified:"),
          Map.entry("auth.login", "Logged in:"),
          Map.entry("auth.logout", "Logged out."),
          Map.entry("auth.passwd", "Changed the password, and logged in again:"),
          Map.entry("auth.revoke", "Revoked:"),
          Map.entry("host.reserve", "Reserved hosts:"),
          Map.entry("host.release", "Released hosts:"),
          Map.entry("user.modify", "Changed users:"),
          Map.entry("user.delete", "Deleted users:"),
          Map.entry("label.create", "Created labels:"),
          Map.entry("label.modify", "Changed labels:"),
          Map.entry("label.delete", "Deleted labels:"),
          Map.entry("label.add", "Put on the hosts:"),
          Map.entry("label.remove", "Taken off the hosts:"),
          Map.entry("acl.create", "Created access groups:"),
          Map.entry("acl.modify", "Changed access groups:"),
          Map.entry("acl.delete", "Deleted access groups:"),
          Map.entry("acl.add", "Added to access groups:"),
          Map.entry("acl.remove", "Removed from access groups:"),
          Map.entry("atomicgroup.create", "Created atomic groups:"),
          Map.entry("atomicgroup.modify", "Changed atomic groups:"),
          Map.entry("atomicgroup.delete", "Deleted atomic groups:"),
          Map.entry("drone.drain", "Get nothing new:"),
          Map.entry("drone.undrain", "Get work again:"),
          Map.entry("drone.lost", "Given up what ran on:"),
          Map.entry("drone.modify", "Changed drones:"),
          Map.entry("drone.delete", "Forgot drones:"),
          Map.entry("droneset.create", "Made drone sets:"),
          Map.entry("droneset.modify", "Changed drone sets:"),
          Map.entry("droneset.delete", "Deleted drone sets:"),
          Map.entry("recur.create", "Will be made again:"),
          Map.entry("recur.modify", "Changed recurring runs:"),
          Map.entry("recur.delete", "Deleted recurring runs:"));

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
  }

  /// What people do next.
  ///
  /// @param asked the arguments of the request
  static Optional<String> hint(
      Operation operation, Map<String, Object> asked, List<JsonNode> answers) {
    if (!operation.name().equals("job.create") || answers.isEmpty()) {
      return Optional.empty();
    }
    String id = answers.getFirst().path("id").asString("");
    boolean isTemplate = String.valueOf(asked.get("template")).equals("true");
    return Optional.of(
        isTemplate
            ? "Make a job of it with: atest job run %s, or regularly: atest recur create %1$s"
                .formatted(id)
            : "Follow it with: atest job wait " + id);
  }

  private static String line(Operation operation, String item, JsonNode answer) {
    return switch (operation.name()) {
      case "job.create" -> "%s (id %s)".formatted(item, answer.path("id").asString(""));
      case "job.clone" -> "%s (as job %s)".formatted(item, answer.path("id").asString(""));
      case "job.abort" -> "%s (%d entries)".formatted(item, answer.path("entries").size());
      case "label.delete" ->
          "%s (hosts that carried it: %d, tests that needed it: %d)"
              .formatted(item, answer.path("hosts").asInt(0), answer.path("tests").asInt(0));
      case "auth.login", "auth.passwd" ->
          "%s at %s".formatted(answer.path("login").asString(""), answer.path("web").asString(""));
      case "host.reserve" -> "%s until %s".formatted(item, answer.path("ends_at").asString(""));
      case "recur.create", "recur.modify" ->
          "job %s (recurring run %s), next %s"
              .formatted(
                  answer.path("job_id").asString(""),
                  answer.path("id").asString(""),
                  Words.plain(answer.path("next_at")).isEmpty()
                      ? answer.path("state").asString("")
                      : Words.plain(answer.path("next_at")));
      default -> item;
    };
  }
}
