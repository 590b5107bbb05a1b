package org.autotest.client.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A status file as entries that can be compared: fields as a set, times left out, tracebacks with
/// the frames of the test's author only.
final class StatusText {
  private static final Pattern FIELD = Pattern.compile("[\\w.]+=.*");
  private static final Pattern FRAME = Pattern.compile("    File \"(.*)\", line \\d+.*");
  private static final Pattern HARNESS =
      Pattern.compile(
          "/usr/local/autotest/client/(?!tests/).*|/usr/lib/python.*|<string>|.*/autotest/.*");
  private static final String HEADER = "  Traceback (most recent call last):";

  private StatusText() {}

  /// The entries as texts by path: `3/status`, `3/message`, `3/trace`, ….
  static Map<String, String> flatten(String text) {
    Map<String, String> flat = new TreeMap<>();
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    lines.removeLast();
    int entry = -1;
    List<String> trace = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("  ")) {
        trace.add(line);
      } else {
        putTrace(flat, entry, trace);
        put(flat, ++entry, line);
      }
    }
    putTrace(flat, entry, trace);
    return flat;
  }

  private static void put(Map<String, String> flat, int entry, String line) {
    String body = line.replaceFirst("^\t*", "");
    String at = "%02d/".formatted(entry);
    flat.put(at + "indent", Integer.toString(line.length() - body.length()));
    String[] parts = body.split("\t", -1);
    for (int i = 0; i < 3; i++) {
      flat.put(
          at + List.of("status", "subdir", "operation").get(i), i < parts.length ? parts[i] : "");
    }
    int i = 3;
    for (; i < parts.length - 1 && FIELD.matcher(parts[i]).matches(); i++) {
      String[] field = parts[i].split("=", 2);
      boolean time = field[0].equals("timestamp") || field[0].equals("localtime");
      flat.put(at + "fields/" + field[0], time ? "T" : field[1]);
    }
    flat.put(at + "message", String.join("\t", Arrays.asList(parts).subList(i, parts.length)));
  }

  private static void putTrace(Map<String, String> flat, int entry, List<String> trace) {
    if (!trace.isEmpty()) {
      flat.put("%02d/trace".formatted(entry), String.join("\n", trimmed(trace)));
      trace.clear();
    }
  }

  /// Without frames of the harness, headers of nothing, marks below code, and empty ends.
  private static List<String> trimmed(List<String> trace) {
    List<String> kept = new ArrayList<>();
    boolean skipping = false;
    for (String line : trace) {
      var frame = FRAME.matcher(line);
      if (frame.matches()) {
        skipping = HARNESS.matcher(frame.group(1)).matches();
      } else if (!line.startsWith("      ")) {
        skipping = false;
      }
      if (!skipping && !line.matches("\\s+[~^]+\\s*")) {
        kept.add(line.stripTrailing());
      }
    }
    for (int i = kept.size() - 1; i >= 0; i--) {
      boolean framesFollow = i + 1 < kept.size() && FRAME.matcher(kept.get(i + 1)).matches();
      if (kept.get(i).equals(HEADER) && !framesFollow) {
        kept.remove(i);
      }
    }
    while (!kept.isEmpty() && kept.getLast().isEmpty()) {
      kept.removeLast();
    }
    return kept;
  }
}
