package org.autotest.cli;

import java.util.Map;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Names of the users and hosts of access groups: lists of groups have their numbers alone.
final class AclMembers {
  private AclMembers() {}

  /// Asks for the names where they are shown: of groups that are named, with `-v` and in records.
  ///
  /// @param rows get `users` and `hosts`
  /// @param named whether the groups were named on the command line
  static void fill(Operation operation, JsonNode rows, boolean named, Session session) {
    Globals globals = session.globals();
    boolean shown =
        switch (globals.form()) {
          case JSON -> false;
          case RECORDS -> true;
          case TABLE -> named || globals.verbose();
        };
    if (!shown || !operation.equals(Operations.ACL_LIST)) {
      return;
    }
    for (JsonNode row : rows) {
      if (row instanceof ObjectNode group) {
        JsonNode whole =
            session.api().call(Operations.ACL_SHOW, Map.of("name", row.path("name").asString("")));
        group.set("users", whole.path("users"));
        group.set("hosts", whole.path("hosts"));
      }
    }
  }
}
