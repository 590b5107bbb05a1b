package org.autotest.client.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// Runs the iterations of a test and checks the constraints after each.
final class IterationLoop {
  /// One iteration.
  interface Body {
    /// Runs it.
    ///
    /// @param iteration from 1
    /// @param constraints checks them, when its results are there
    void run(Map<String, @Nullable Object> args, int iteration, Runnable constraints)
        throws RaisedException;
  }

  private final ExecuteOptions options;
  private final Body body;
  private final TestKeyvals keyvals;
  private final StringBuilder failures = new StringBuilder();

  IterationLoop(ExecuteOptions options, Body body, TestKeyvals keyvals) {
    this.options = options;
    this.body = body;
    this.keyvals = keyvals;
  }

  /// Runs them all.
  ///
  /// @return the number of the last one; 0 when there was none
  /// @throws RaisedException what an iteration raised
  int run(Map<String, @Nullable Object> args) throws RaisedException {
    int iteration = 0;
    if (options.testLengthSeconds() > 0) {
      long start = System.nanoTime();
      do {
        runOne(args, ++iteration);
      } while ((System.nanoTime() - start) / 1e9 < options.testLengthSeconds());
    } else {
      while (iteration < options.iterations()) {
        runOne(args, ++iteration);
      }
    }
    return iteration;
  }

  /// Fails when a constraint was not met in some iteration.
  ///
  /// @throws RaisedException `TestFail`
  void requireConstraintsMet() throws RaisedException {
    if (!failures.isEmpty()) {
      throw new RaisedException(Raise.of("TestFail", failures.toString()));
    }
  }

  private void runOne(Map<String, @Nullable Object> args, int iteration) throws RaisedException {
    body.run(args, iteration, () -> check(iteration));
  }

  private void check(int iteration) {
    List<String> unmet = unmet(keyvals.lastPerf());
    if (!unmet.isEmpty()) {
      // The iteration counts from 0 here, and the blanks stand at the end too: scripts know the
      // text.
      failures.append("iteration ").append(iteration - 1).append(':');
      failures.append(String.join(",", unmet)).append("  ");
    }
  }

  private List<String> unmet(Map<String, @Nullable Object> perf) {
    List<String> unmet = new ArrayList<>();
    for (String constraint : options.constraints()) {
      try {
        if (!ConstraintExpression.holds(constraint, perf)) {
          unmet.add(constraint + ": constraint was not met");
        }
      } catch (ConstraintExpression.Unevaluable unknown) {
        unmet.add("could not evaluate constraint: " + constraint);
      }
    }
    return unmet;
  }
}
