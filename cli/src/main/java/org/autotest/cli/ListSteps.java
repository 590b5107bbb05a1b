package org.autotest.cli;

import java.util.Arrays;
import java.util.Map;
import org.autotest.core.failure.Blame;
import org.autotest.core.operation.Operations;

/// What requests need before they are sent: of lists, and of those who are in one.
final class ListSteps {
  /// Set when jobs of everybody are wanted.
  static final String EVERYBODY = "everybody";

  /// Set when platforms are wanted among the labels.
  static final String ALL_LABELS = "all labels";

  private ListSteps() {}

  /// Who names a test means it, experimental or not.
  static void namedTests(Map<String, Object> arguments, Map<String, Object> own, Session session) {
    if (own.containsKey(OperationCommand.ITEMS_GIVEN)) {
      arguments.putIfAbsent("experimental", true);
    }
  }

  /// Without items, a host, a name or `--all`, a list of labels is one without platforms.
  static void plainLabels(Map<String, Object> arguments, Map<String, Object> own, Session session) {
    if (own.containsKey(ALL_LABELS) && arguments.containsKey("platform")) {
      throw new CliFailure(Blame.SUBMITTER, "label list: --all and --platform exclude each other");
    }
    if (!isNarrowed(arguments, own, ALL_LABELS, "name", "host")) {
      arguments.putIfAbsent("platform", false);
    }
  }

  /// Without items, an owner or `--all`, a list of jobs is about the person's own.
  static void ownJobs(Map<String, Object> arguments, Map<String, Object> own, Session session) {
    if (!isNarrowed(arguments, own, EVERYBODY, "owner", "name", "host")) {
      String login =
          session.api().call(Operations.AUTH_WHOAMI, Map.of()).path("login").asString("");
      arguments.put("owner", login);
    }
  }

  /// An access group changes by users and hosts.
  ///
  /// @param typed the verb, as the refusal names it: `acl add`
  static void requireMembers(String typed, Map<String, Object> arguments) {
    if (!arguments.containsKey("users") && !arguments.containsKey("hosts")) {
      throw new CliFailure(
          Blame.SUBMITTER, "%s: name users with -u, or hosts with -m, or both".formatted(typed));
    }
  }

  private static boolean isNarrowed(
      Map<String, Object> arguments, Map<String, Object> own, String all, String... filters) {
    return own.containsKey(all)
        || own.containsKey(OperationCommand.ITEMS_GIVEN)
        || Arrays.stream(filters).anyMatch(arguments::containsKey);
  }
}
