package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.bridge.Call;
import org.autotest.client.test.PythonText;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.subresult.SubResultFormat;
import org.autotest.core.subresult.SubResults;
import org.jspecify.annotations.Nullable;

/// Serves what a test tells of its sub-results.
final class SubTestCalls {
  private static final List<StatusCode> ALLOWED =
      List.of(
          StatusCode.GOOD,
          StatusCode.FAIL,
          StatusCode.ERROR,
          StatusCode.WARN,
          StatusCode.TEST_NA,
          StatusCode.BUG);
  private static final int NAMES_SHOWN = 20;

  private final SubTests subTests;
  private final Path directory;

  /// Serves one test.
  ///
  /// @param directory what a relative path begins at
  SubTestCalls(SubTests subTests, Path directory) {
    this.subTests = subTests;
    this.directory = directory;
  }

  /// `test.sub_result`: name, status, reason, seconds or null.
  void add(Call call) throws RaisedException {
    String word = call.text(1, "status");
    StatusCode status =
        StatusCode.ofWord(word)
            .filter(ALLOWED::contains)
            .orElseThrow(
                () -> wrong("'%s' is no status of a sub-result: %s".formatted(word, ALLOWED)));
    Object reason = call.argument(2, "reason");
    Optional<Duration> duration =
        call.argument(3, "seconds") instanceof Number seconds
                && seconds.doubleValue() >= 0
                && seconds.doubleValue() < 1e9
            ? Optional.of(Duration.ofNanos(Math.round(seconds.doubleValue() * 1e9)))
            : Optional.empty();
    subTests
        .budget()
        .result(
            call.text(0, "name"), status, reason == null ? "" : PythonText.str(reason), duration)
        .ifPresent(result -> subTests.add(new SubResults(List.of(result), List.of())));
  }

  /// `test.read_sub_results`: path, format or null.
  ///
  /// @return counts and the names of the first failures
  Map<String, @Nullable Object> read(Call call) throws RaisedException {
    String path = call.text(0, "path");
    Object given = call.argument(1, "format");
    Optional<SubResultFormat> format =
        given == null
            ? SubResultFormat.ofFileName(path)
            : SubResultFormat.ofWord(PythonText.str(given));
    if (format.isEmpty()) {
      throw wrong(
          "reading sub-results from %s: the format must be tap, ktap or junit".formatted(path));
    }
    try {
      return summary(subTests.read(directory.resolve(path), format.get()));
    } catch (IOException | InvalidPathException cannot) {
      throw new RaisedException(
          Raise.of(
              "IOError", "reading sub-results from %s: %s".formatted(path, cannot.getMessage())));
    }
  }

  private static Map<String, @Nullable Object> summary(SubResults found) {
    Map<StatusCode, Long> totals = found.totals(Map.of());
    List<String> failed =
        found.rows(NAMES_SHOWN).stream()
            .filter(row -> row.status().isFailure())
            .map(SubResults.Row::name)
            .toList();
    Map<String, @Nullable Object> summary = new LinkedHashMap<>();
    summary.put("total", totals.values().stream().mapToLong(Long::longValue).sum());
    summary.put("passed", totals.getOrDefault(StatusCode.GOOD, 0L));
    summary.put(
        "failed",
        totals.entrySet().stream()
            .filter(each -> each.getKey().isFailure())
            .mapToLong(Map.Entry::getValue)
            .sum());
    summary.put("skipped", totals.getOrDefault(StatusCode.TEST_NA, 0L));
    summary.put("failed_names", failed);
    summary.put("problems", found.problems());
    return summary;
  }

  private static RaisedException wrong(String problem) {
    return new RaisedException(Raise.of("ValueError", problem));
  }
}
