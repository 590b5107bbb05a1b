package org.autotest.app.bench.crash;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// What came of killing at every row.
///
/// @param rows of both tables that were played
/// @param entries made in all
/// @param lost entries that did not come to an end, and hosts that did not come back to service
/// @param doubled runs of a job that began a second time
/// @param complaints what else was not as it should be, in words: of real jobs whose client or
///   autoserv was killed, and of others that ran at the same time
public record CrashResult(
    CrashBench.Victim victim,
    List<Row> rows,
    long entries,
    long lost,
    int doubled,
    List<String> complaints) {
  /// One row of a life table.
  ///
  /// @param name kind, status, event, and the status that follows
  /// @param isByHand whether no program leads there, but only rows changed by hand
  /// @param attempts how often the scenario was played
  /// @param isKilled whether something was killed in that moment
  /// @param resumed from the start of the next dispatcher until it plans
  public record Row(
      String name, boolean isByHand, int attempts, boolean isKilled, Optional<Duration> resumed) {
    private String inWords() {
      return "%-64s %s%s%s"
          .formatted(
              name,
              isKilled
                  ? attempts == 1 ? "killed" : "killed in attempt %d".formatted(attempts)
                  : "not reached in %d attempts".formatted(attempts),
              resumed
                  .map(time -> ", plans again after %d ms".formatted(time.toMillis()))
                  .orElse(""),
              isByHand ? " (only after rows were changed by hand)" : "");
    }
  }

  public CrashResult {
    rows = List.copyOf(rows);
    complaints = List.copyOf(complaints);
  }

  /// Rows at which something was killed.
  public long reached() {
    return rows.stream().filter(Row::isKilled).count();
  }

  /// Names of the others.
  public List<String> missing() {
    return rows.stream().filter(row -> !row.isKilled()).map(Row::name).toList();
  }

  /// The longest time until a dispatcher planned again.
  public Duration longest() {
    return rows.stream()
        .flatMap(row -> row.resumed().stream())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /// The victim in one lower-case word.
  public String who() {
    return victim.name().toLowerCase(Locale.ROOT);
  }

  /// The table, line by line.
  public void print(Consumer<String> lines) {
    lines.accept("%nkill -9 of %s when".formatted(victim.words()));
    rows.forEach(row -> lines.accept("  " + row.inWords()));
    lines.accept(
        "%d of %d rows, %d entries, %d lost, %d doubled"
            .formatted(reached(), rows.size(), entries, lost, doubled));
    complaints.forEach(lines);
  }
}
