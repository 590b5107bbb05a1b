package org.autotest.client.test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// How the iterations of a test are run.
///
/// @param iterations how many; at least 0
/// @param testLengthSeconds when more than zero: as many iterations as fit, at least one, whatever
///   `iterations` says
/// @param constraints conditions over the perf keyvals of each iteration
record ExecuteOptions(long iterations, double testLengthSeconds, List<String> constraints) {
  /// The names by which a control file gives them.
  static final Set<String> NAMES =
      Set.of(
          "iterations", "test_length", "profile_only", "constraints", "postprocess_profiled_run");

  /// Reads them from what the control file gave.
  ///
  /// @throws RaisedException `TestError` for a value that makes no sense
  static ExecuteOptions of(Map<String, @Nullable Object> args) throws RaisedException {
    List<String> constraints = new ArrayList<>();
    for (Object constraint : Values.list(args.get("constraints"))) {
      constraints.add(PythonText.str(constraint));
    }
    return new ExecuteOptions(
        (long) number(args, "iterations", 1),
        number(args, "test_length", 0),
        List.copyOf(constraints));
  }

  /// What is left for the test's own phases.
  static Map<String, @Nullable Object> without(Map<String, @Nullable Object> args) {
    Map<String, @Nullable Object> rest = new LinkedHashMap<>(args);
    rest.keySet().removeAll(NAMES);
    return rest;
  }

  private static double number(Map<String, @Nullable Object> args, String name, double fallback)
      throws RaisedException {
    Object value = args.get(name);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Number number && number.doubleValue() >= 0) {
      return number.doubleValue();
    }
    throw new RaisedException(
        Raise.of(
            "TestError",
            "%s must be a number from 0, is %s".formatted(name, PythonText.repr(value))));
  }
}
