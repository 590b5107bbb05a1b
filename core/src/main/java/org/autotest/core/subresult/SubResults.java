package org.autotest.core.subresult;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.autotest.core.statuslog.StatusCode;

/// What one test holds of small tests.
///
/// @param results in the order in which they were printed
/// @param problems what could not be read or is missing, in words; then the whole did not pass,
///   whatever the results say
public record SubResults(List<SubResult> results, List<String> problems) {
  /// Nothing at all.
  public static final SubResults NONE = new SubResults(List.of(), List.of());

  /// Most problems that are kept.
  static final int PROBLEMS_MAX = 20;

  private static final int NAMES_SHOWN = 5;

  public SubResults {
    results = List.copyOf(results);
    problems = problems.stream().limit(PROBLEMS_MAX).toList();
  }

  /// A result as a row of the results database.
  ///
  /// @param name the names from the outermost to its own, joined by dots; one that was there before
  ///   has `#2`, `#3`, … behind it
  public record Row(String name, StatusCode status, String reason, Optional<Duration> duration) {}

  /// What the results mean for the test that holds them.
  public record Verdict(StatusCode status, String reason) {}

  /// Both, one after the other.
  public SubResults plus(SubResults more) {
    List<SubResult> all = new ArrayList<>(results);
    all.addAll(more.results);
    List<String> wrong = new ArrayList<>(problems);
    wrong.addAll(more.problems);
    return new SubResults(all, wrong);
  }

  /// How many of each status; groups do not count, unless one failed though nothing in it did.
  ///
  /// @param dropped those that are not here but count all the same
  public Map<StatusCode, Long> totals(Map<StatusCode, Long> dropped) {
    Map<StatusCode, Long> totals = new EnumMap<>(StatusCode.class);
    totals.putAll(dropped);
    results.forEach(result -> count(result, totals));
    return totals;
  }

  /// Empty when all went well: results passed, were expected to fail, or were skipped while others
  /// passed.
  ///
  /// @param dropped as for [#totals]
  public Optional<Verdict> verdict(Map<StatusCode, Long> dropped) {
    Map<StatusCode, Long> totals = totals(dropped);
    long all = totals.values().stream().mapToLong(Long::longValue).sum();
    long failed = count(totals, StatusCode::isFailure);
    String problem = String.join("; ", problems);
    if (failed > 0) {
      String text = "%d of %d sub-results failed%s".formatted(failed, all, firstFailed());
      return verdict(StatusCode.FAIL, problem.isEmpty() ? text : text + "\n" + problem);
    }
    if (!problem.isEmpty()) {
      return verdict(all == 0 ? StatusCode.ERROR : StatusCode.FAIL, problem);
    }
    long suspicious = count(totals, code -> code == StatusCode.WARN);
    if (suspicious > 0) {
      return verdict(
          StatusCode.WARN, "%d of %d sub-results are suspicious".formatted(suspicious, all));
    }
    return all > 0 && all == totals.getOrDefault(StatusCode.TEST_NA, 0L)
        ? verdict(
            StatusCode.TEST_NA, "all %d sub-results were skipped%s".formatted(all, firstWhy()))
        : Optional.empty();
  }

  /// Those that count, as rows.
  ///
  /// @param max how many at most; failures are taken before others
  public List<Row> rows(int max) {
    List<Row> rows = new ArrayList<>();
    results.forEach(result -> addRows("", result, rows));
    int room = max - (int) Math.min(max, rows.stream().filter(SubResults::isFailure).count());
    Map<String, Integer> seen = new HashMap<>();
    List<Row> chosen = new ArrayList<>();
    for (Row row : rows) {
      int times = seen.merge(row.name(), 1, Integer::sum);
      boolean wanted = isFailure(row) || room-- > 0;
      if (wanted && chosen.size() < max) {
        chosen.add(
            times == 1
                ? row
                : new Row(row.name() + "#" + times, row.status(), row.reason(), row.duration()));
      }
    }
    return chosen;
  }

  private static boolean isFailure(Row row) {
    return row.status().isFailure();
  }

  private static Optional<Verdict> verdict(StatusCode status, String reason) {
    return Optional.of(new Verdict(status, reason));
  }

  private static void addRows(String prefix, SubResult result, List<Row> rows) {
    String name = prefix.isEmpty() ? result.name() : prefix + "." + result.name();
    if (result.counts()) {
      rows.add(new Row(name, result.status(), result.reason(), result.duration()));
    }
    result.children().forEach(child -> addRows(name, child, rows));
  }

  private static void count(SubResult result, Map<StatusCode, Long> totals) {
    if (result.counts()) {
      totals.merge(result.status(), 1L, Long::sum);
    }
    result.children().forEach(child -> count(child, totals));
  }

  private static long count(
      Map<StatusCode, Long> totals, java.util.function.Predicate<StatusCode> wanted) {
    return totals.entrySet().stream()
        .filter(each -> wanted.test(each.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private String firstFailed() {
    List<String> names =
        rows(Integer.MAX_VALUE).stream()
            .filter(SubResults::isFailure)
            .map(Row::name)
            .limit(NAMES_SHOWN + 1L)
            .toList();
    String shown = names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
    return (names.isEmpty() ? "" : ": " + shown) + (names.size() > NAMES_SHOWN ? ", …" : "");
  }

  private String firstWhy() {
    return rows(1).stream()
        .map(row -> row.reason().lines().findFirst().orElse(""))
        .filter(reason -> !reason.isEmpty())
        .map(reason -> ": " + reason)
        .findFirst()
        .orElse("");
  }
}
