package org.autotest.autoserv.install;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.autotest.core.failure.Blame;

/// What `survey.sh` said. The last of equal keys wins, but `refused` and `missing` are collected.
final class Survey {
  private final Map<String, String> values = new HashMap<>();
  private final List<String> refused = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  private Survey() {}

  static Survey parse(String output) {
    Survey survey = new Survey();
    for (String line : output.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        String value = line.substring(equals + 1).strip();
        switch (line.substring(0, equals)) {
          case "refused" -> survey.refused.add(value);
          case "missing" -> survey.missing.add(value);
          default -> survey.values.put(line.substring(0, equals), value);
        }
      }
    }
    return survey;
  }

  /// The install directory.
  ///
  /// @throws InstallFailure when there can be none, or a tool is missing that installing needs
  String requireUsable(String hostname) {
    if (!missing.isEmpty() && !is("bundle", "present")) {
      throw new InstallFailure(
          Blame.HOST,
          "installing the client on %s: it has no %s"
              .formatted(hostname, String.join(" and no ", missing)));
    }
    String directory = text("dir");
    if (!directory.startsWith("/")) {
      throw new InstallFailure(
          Blame.HOST,
          "choosing a directory for the client on %s: %s"
              .formatted(hostname, String.join("; ", refused)));
    }
    return directory;
  }

  boolean is(String key, String value) {
    return text(key).equals(value);
  }

  /// Empty when absent.
  String text(String key) {
    return values.getOrDefault(key, "");
  }

  /// Zero when absent or no number.
  long number(String key) {
    String text = text(key);
    return text.matches("\\d{1,15}") ? Long.parseLong(text) : 0;
  }
}
