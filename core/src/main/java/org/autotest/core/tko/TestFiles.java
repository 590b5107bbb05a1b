package org.autotest.core.tko;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.results.HostFile;
import org.autotest.core.results.Keyvals;
import org.autotest.core.results.ResultsSubdir;

/// What the files in a test's directory say: `keyval` and `results/keyval`.
record TestFiles(Map<String, String> attributes, List<Iteration> iterations) {
  static final TestFiles NONE = new TestFiles(Map.of(), List.of());

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,5})?");
  private static final Pattern TYPED =
      Pattern.compile("([-.\\w]+)(?:\\{(\\w+)\\})?=(.*)", Pattern.DOTALL);

  /// Reads them; [#NONE] when there is no such directory, or something else in its place.
  static TestFiles read(Path job, String subdir) throws IOException {
    Optional<ResultsSubdir> safe = ResultsSubdir.of(subdir);
    if (safe.isEmpty() || !isDirectory(job, safe.get())) {
      return NONE;
    }
    Path directory = safe.get().below(job);
    Map<String, String> attributes =
        HostFile.read(directory.resolve("keyval")).map(Keyvals::parse).orElse(Map.of());
    Path results = directory.resolve("results");
    if (!HostFile.isDirectory(results)) {
      return new TestFiles(attributes, List.of());
    }
    return new TestFiles(
        attributes,
        HostFile.read(results.resolve("keyval")).map(TestFiles::iterations).orElse(List.of()));
  }

  /// No component may be a link: it could lead anywhere on the server.
  private static boolean isDirectory(Path job, ResultsSubdir subdir) {
    Path each = job;
    for (String component : subdir.value().split("/", -1)) {
      each = each.resolve(component);
      if (!HostFile.isDirectory(each)) {
        return false;
      }
    }
    return true;
  }

  /// Reads records that end at a blank line or at the end. A line that is no keyval, has an unknown
  /// type, or should be a number and is none, is skipped. Records are counted even when nothing in
  /// them could be read.
  static List<Iteration> iterations(String text) {
    List<Iteration> iterations = new ArrayList<>();
    Map<String, String> attributes = new LinkedHashMap<>();
    Map<String, Double> perf = new LinkedHashMap<>();
    for (String line : lines(text)) {
      if (line.isBlank()) {
        iterations.add(new Iteration(iterations.size() + 1, attributes, perf));
        attributes.clear();
        perf.clear();
      } else {
        take(line.stripTrailing(), attributes, perf);
      }
    }
    if (!attributes.isEmpty() || !perf.isEmpty()) {
      iterations.add(new Iteration(iterations.size() + 1, attributes, perf));
    }
    return iterations;
  }

  /// Without what follows the last newline when that is nothing.
  private static List<String> lines(String text) {
    List<String> lines = List.of(text.split("\n", -1));
    return lines.getLast().isEmpty() ? lines.subList(0, lines.size() - 1) : lines;
  }

  private static void take(String line, Map<String, String> attributes, Map<String, Double> perf) {
    Matcher matcher = TYPED.matcher(line);
    if (!matcher.matches()) {
      return;
    }
    String key = matcher.group(1);
    String value = matcher.group(3);
    switch (matcher.group(2)) {
      case "attr" -> attributes.put(key, value);
      case null -> number(value).ifPresent(number -> perf.put(key, number));
      case "perf" -> number(value).ifPresent(number -> perf.put(key, number));
      default -> {}
    }
  }

  private static Optional<Double> number(String text) {
    String stripped = text.strip();
    if (NUMBER.matcher(stripped).matches()) {
      return Optional.of(Double.parseDouble(stripped));
    }
    return switch (stripped.toLowerCase(Locale.ROOT)) {
      case "nan", "+nan", "-nan" -> Optional.of(Double.NaN);
      case "inf", "+inf", "infinity", "+infinity" -> Optional.of(Double.POSITIVE_INFINITY);
      case "-inf", "-infinity" -> Optional.of(Double.NEGATIVE_INFINITY);
      default -> Optional.empty();
    };
  }
}
