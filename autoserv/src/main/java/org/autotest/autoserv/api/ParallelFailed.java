package org.autotest.autoserv.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.Thrown;

/// Some of several things that ran at the same time failed. The blame is theirs when they agree,
/// else the submitter's.
public final class ParallelFailed extends AutotestException {
  private static final long serialVersionUID = 1L;
  private static final int TOLD_MAX = 10;

  private final transient Map<String, Throwable> failures;

  /// Tells how many, and the first ten.
  ///
  /// @param failures by machine or number, at least one
  /// @param all how many ran
  public ParallelFailed(Map<String, Throwable> failures, int all) {
    super(blame(failures), problem(failures, all));
    this.failures = Map.copyOf(failures);
    failures.values().forEach(this::addSuppressed);
  }

  /// What failed, by machine or number.
  public Map<String, Throwable> failures() {
    return new LinkedHashMap<>(failures);
  }

  private static Blame blame(Map<String, Throwable> failures) {
    var blames =
        failures.values().stream()
            .map(
                thrown ->
                    thrown instanceof AutotestException known ? known.blame() : Blame.SUBMITTER)
            .distinct()
            .toList();
    return blames.size() == 1 ? blames.getFirst() : Blame.SUBMITTER;
  }

  private static String problem(Map<String, Throwable> failures, int all) {
    String told =
        failures.entrySet().stream()
            .limit(TOLD_MAX)
            .map(failure -> failure.getKey() + ": " + Thrown.inWords(failure.getValue()))
            .collect(Collectors.joining("; "));
    return "%d of %d failed: %s".formatted(failures.size(), all, told);
  }
}
