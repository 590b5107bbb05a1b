package org.autotest.store.views;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.sign.Sign;
import org.autotest.core.statuslog.StatusCode;

/// How tests went, counted. Rows of the job itself are not among them.
///
/// @param bySign only signs that occur
public record TestCounts(Map<Sign, Integer> bySign) {
  public static final TestCounts NONE = new TestCounts(Map.of());

  public TestCounts {
    bySign = Map.copyOf(bySign);
  }

  public int of(Sign sign) {
    return bySign.getOrDefault(sign, 0);
  }

  public int total() {
    return bySign.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// The sign of the whole: the worst that somebody has to look at; empty without tests.
  public Optional<Sign> worst() {
    for (Sign sign :
        new Sign[] {
          Sign.FAILED,
          Sign.INFRASTRUCTURE,
          Sign.ABORTED,
          Sign.WARNED,
          Sign.RUNNING,
          Sign.PASSED,
          Sign.NOT_APPLICABLE
        }) {
      if (of(sign) > 0) {
        return Optional.of(sign);
      }
    }
    return Optional.empty();
  }

  /// Adds up rows that were grouped by status.
  static final class Adder {
    private final Map<Sign, Integer> bySign = new EnumMap<>(Sign.class);

    void add(StatusCode status, Optional<Blame> blame, int count) {
      bySign.merge(Sign.ofTest(status, blame), count, Integer::sum);
    }

    TestCounts sum() {
      return new TestCounts(bySign);
    }
  }
}
