package org.autotest.client.test;

import java.util.Map;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// One run of a test under the profilers of its job.
final class ProfiledRun {
  /// Calls one phase of the test.
  interface Caller {
    /// Calls it, when the test has it.
    void call(Phase phase, Map<String, @Nullable Object> args, int iteration)
        throws RaisedException;
  }

  private final TestProfilers profilers;
  private final Caller test;

  ProfiledRun(TestProfilers profilers, Caller test) {
    this.profilers = profilers;
    this.test = test;
  }

  /// Runs it. Nothing of a profiler is left running, however it ends.
  ///
  /// @param postprocess whether the results of the run count
  void run(Map<String, @Nullable Object> args, int iteration, boolean postprocess)
      throws RaisedException {
    test.call(Phase.BEFORE_RUN_ONCE, args, iteration);
    try {
      profilers.start(iteration);
      test.call(Phase.RUN_ONCE, args, iteration);
      if (postprocess) {
        test.call(Phase.POSTPROCESS_ITERATION, args, iteration);
      }
    } finally {
      profilers.stop();
      profilers.report(iteration);
    }
    test.call(Phase.AFTER_RUN_ONCE, args, iteration);
  }
}
