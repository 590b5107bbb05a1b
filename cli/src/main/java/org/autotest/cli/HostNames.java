package org.autotest.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autotest.core.failure.Blame;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import tools.jackson.databind.JsonNode;

/// Names of hosts, some with a star.
final class HostNames {
  /// Most hosts that a star stands for.
  private static final int EXPANDED_MAX = 20_000;

  private static final String NONE = "no host's name begins so";

  private HostNames() {}

  /// Hosts with a star at the end of the name become all hosts whose names begin so. Items of an
  /// operation that is not about a host that is there stay as they are.
  ///
  /// @param failures is told of a star that stands for nothing
  static List<String> expanded(
      Operation operation, List<String> items, Session session, Failures failures) {
    boolean hosts = operation.argument("hostname").isPresent();
    if (!hosts || operation.equals(Operations.HOST_CREATE)) {
      return items;
    }
    List<String> names = new ArrayList<>();
    for (String item : items) {
      List<String> begin = beginningLike(item, session);
      names.addAll(begin);
      if (begin.isEmpty()) {
        failures.add(item, NONE);
      }
    }
    return names;
  }

  /// Does the same with the hosts that an option names, but for those of a job, which are its own.
  ///
  /// @throws CliFailure for a star that stands for nothing
  static void expandIn(Map<String, Object> arguments, Operation operation, Session session) {
    if (!(arguments.get("hosts") instanceof List<?> given)
        || operation.equals(Operations.JOB_ABORT)) {
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    for (Object each : given) {
      List<String> begin = beginningLike(each.toString(), session);
      if (begin.isEmpty()) {
        throw new CliFailure(Blame.SUBMITTER, "%s: %s".formatted(each, NONE));
      }
      names.addAll(begin);
    }
    arguments.put("hosts", List.copyOf(names));
  }

  private static List<String> beginningLike(String item, Session session) {
    if (!item.endsWith("*")) {
      return List.of(item);
    }
    List<JsonNode> found =
        ByName.find(Operations.HOST_LIST, Map.of(), item, EXPANDED_MAX, session).rows();
    return found.stream().map(host -> host.path("hostname").asString("")).toList();
  }
}
