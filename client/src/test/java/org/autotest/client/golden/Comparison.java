package org.autotest.client.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// What differs between a golden case and the same case run again: texts `path: this is now that`.
///
/// Paths: `exit`; `tree/missing/…` and `tree/extra/…`; `FILE/nn/…` for entry nn of a status file;
/// `FILE/name` for a keyval.
final class Comparison {
  private Comparison() {}

  static List<String> differences(GoldenCase golden, Sandbox now) throws IOException {
    List<String> differences = new ArrayList<>();
    Map<String, String> expected = new TreeMap<>();
    Map<String, String> actual = new TreeMap<>();
    expected.put("exit", Integer.toString(golden.exitCode()));
    actual.put("exit", Integer.toString(now.exitCode()));
    for (Path file : golden.files("status")) {
      putAll(expected, actual, file, golden, now, StatusText::flatten);
    }
    for (Path file : golden.files("keyval")) {
      putAll(expected, actual, file, golden, now, Comparison::keyvals);
    }
    TreeSet<String> paths = new TreeSet<>(expected.keySet());
    paths.addAll(actual.keySet());
    for (String path : paths) {
      String before = expected.getOrDefault(path, "absent");
      String after = actual.getOrDefault(path, "absent");
      if (!before.equals(after)) {
        differences.add(path + ": " + before + " is now " + after);
      }
    }
    differences.addAll(ofTrees(golden.tree(), now.tree()));
    return differences;
  }

  /// Empty files count as files: whether a tool has something to say depends on the machine. Of a
  /// directory that is gone, or new, only itself is told.
  private static List<String> ofTrees(Set<String> before, Set<String> after) {
    List<String> differences = new ArrayList<>();
    Set<String> expected = kindless(before);
    Set<String> actual = kindless(after);
    for (String path : expected) {
      if (!actual.contains(path) && actual.contains(parent(path))) {
        differences.add("tree/missing/" + path.substring(2) + ": gone");
      }
    }
    for (String path : actual) {
      if (!expected.contains(path) && expected.contains(parent(path))) {
        differences.add("tree/extra/" + path.substring(2) + ": new");
      }
    }
    return differences;
  }

  private static String parent(String entry) {
    return "d" + entry.substring(1, Math.max(2, entry.lastIndexOf('/')));
  }

  private static Set<String> kindless(Set<String> tree) {
    Set<String> same = new TreeSet<>();
    same.add("d results");
    tree.stream()
        .filter(entry -> !entry.isBlank())
        .forEach(entry -> same.add(entry.replaceFirst("^e ", "f ")));
    return same;
  }

  /// By name and number of the record it stands in; what the machine is like is left out.
  private static Map<String, String> keyvals(String text) {
    Map<String, String> keyvals = new TreeMap<>();
    int block = 0;
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (line.isEmpty()) {
        block++;
      } else if (equals > 0) {
        String name = line.substring(0, equals);
        String value = name.startsWith("sysinfo-") ? "M" : line.substring(equals + 1);
        keyvals.put(block + "/" + name, value);
      } else {
        keyvals.put(block + "/?", line);
      }
    }
    return keyvals;
  }

  /// Of a file that is not there, or empty, only that is told.
  private static void putAll(
      Map<String, String> expected,
      Map<String, String> actual,
      Path file,
      GoldenCase golden,
      Sandbox now,
      Function<String, Map<String, String>> flatten)
      throws IOException {
    String before = Files.readString(golden.directory().resolve(file));
    String after = now.read(file);
    if (before.isEmpty() != after.isEmpty()) {
      expected.put(file.toString(), before.isEmpty() ? "empty" : "written");
      actual.put(file.toString(), after.isEmpty() ? "empty" : "written");
      return;
    }
    flatten.apply(before).forEach((path, value) -> expected.put(file + "/" + path, value));
    flatten.apply(after).forEach((path, value) -> actual.put(file + "/" + path, value));
  }
}
