package org.autotest.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import org.autotest.core.operation.Paging;
import tools.jackson.databind.JsonNode;

/// Finds rows of a list by their name, or by how it begins.
final class ByName {
  /// Most rows that are looked through for one name.
  static final int LOOKED_MAX = 20_000;

  /// Most jobs that one name stands for.
  private static final int JOBS_MAX = 500;

  private ByName() {}

  /// What was found.
  ///
  /// @param cut whether there may be more
  /// @param alike how many were seen whose names contain what was asked for
  record Found(List<JsonNode> rows, boolean cut, int alike) {
    Found {
      rows = List.copyOf(rows);
    }
  }

  /// The rows that are called `item`, or begin so when it ends with a star. The server is asked for
  /// names that contain it, page by page.
  ///
  /// @param arguments of the list, besides the name
  /// @param rowsMax most rows to find
  static Found find(
      Operation list, Map<String, Object> arguments, String item, int rowsMax, Session session) {
    String name = item.endsWith("*") ? item.substring(0, item.length() - 1) : item;
    Map<String, Object> page = new LinkedHashMap<>(arguments);
    if (!name.isEmpty()) {
      page.put("name", name);
    }
    List<JsonNode> found = new ArrayList<>();
    int looked = 0;
    while (true) {
      JsonNode answer = session.api().callForList(list, page, Paging.LIMIT_MAX);
      for (JsonNode row : answer.path("items")) {
        if (!isCalled(list, row, item, name)) {
          continue;
        }
        if (found.size() == rowsMax) {
          return new Found(found, true, looked);
        }
        found.add(row);
      }
      looked += answer.path("items").size();
      JsonNode next = answer.path("next");
      if (next.isNull() || looked >= LOOKED_MAX) {
        return new Found(found, !next.isNull(), looked);
      }
      page.put("after", next.asString());
    }
  }

  private static boolean isCalled(Operation list, JsonNode row, String item, String name) {
    return names(list).stream()
        .map(field -> row.path(field).asString(""))
        .anyMatch(called -> item.endsWith("*") ? called.startsWith(name) : called.equals(name));
  }

  /// The fields by which rows are known; a test goes by its directory too, as in jobs.
  private static List<String> names(Operation list) {
    return switch (list.name()) {
      case "host.list" -> List.of("hostname");
      case "user.list" -> List.of("login");
      case "test.list" -> List.of("name", "directory");
      default -> List.of("name");
    };
  }

  /// Numbers of jobs, where some were given by name.
  ///
  /// @param failures is told of names that no job has, or too many
  static List<String> jobs(List<String> items, Session session, Failures failures) {
    List<String> numbers = new ArrayList<>();
    for (String item : items) {
      if (item.matches("\\d+")) {
        numbers.add(item);
        continue;
      }
      Found found = find(Operations.JOB_LIST, Map.of(), item, JOBS_MAX, session);
      found.rows().forEach(job -> numbers.add(job.path("id").asString("")));
      if (found.rows().isEmpty()) {
        failures.add(item, "no job is called so");
      } else if (found.cut()) {
        failures.add(item, "more than %d jobs are called so".formatted(found.rows().size()));
      }
    }
    return numbers.stream().distinct().toList();
  }
}
