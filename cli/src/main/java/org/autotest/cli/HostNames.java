package org.autotest.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import tools.jackson.databind.JsonNode;

/// Names of hosts, some with a star.
final class HostNames {
  /// Most hosts that a star stands for.
  private static final int EXPANDED_MAX = 20_000;

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
      if (!item.endsWith("*")) {
        names.add(item);
        continue;
      }
      List<JsonNode> begin =
          ByName.find(Operations.HOST_LIST, Map.of(), item, EXPANDED_MAX, session).rows();
      begin.forEach(host -> names.add(host.path("hostname").asString("")));
      if (begin.isEmpty()) {
        failures.add(item, "no host's name begins so");
      }
    }
    return names;
  }
}
