package org.autotest.client.job;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.autotest.client.test.Phase;
import org.autotest.client.test.PythonText;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// A request to run a test: what the harness understands of it, and the rest for the test.
///
/// @param url the test's name; `a:b` for one in a sub-directory
/// @param tag part of the name and of the directory; empty for none
/// @param subdirTag part of the directory only; empty for none
/// @param timeout empty for none
/// @param phaseTimeouts limits of single phases
/// @param parent the directory of a test that runs this one as a part of itself; empty for none
/// @param attributes further keyvals of the test
/// @param args for the test
/// @param optional names of arguments that the test need not take
/// @param process what the process that asks changed of itself, for that of the test
/// @param hasUnnamed whether there were arguments without a name, which no test takes
/// @param problem why it makes no sense; empty when it does
record RunTest(
    String url,
    String tag,
    String subdirTag,
    Optional<Duration> timeout,
    Map<Phase, Duration> phaseTimeouts,
    String parent,
    Optional<Boolean> runCleanup,
    Map<String, @Nullable Object> attributes,
    Map<String, @Nullable Object> args,
    Set<String> optional,
    Map<String, @Nullable Object> process,
    boolean hasUnnamed,
    String problem) {

  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d*)?");

  // Words of the Python side, which no author can write.
  private static final String PROCESS = "$process";

  private static final String PROBLEM = "$problem";

  private static final String OPTIONAL = "$optional";

  private static final double SECONDS_MAX = 1e9;

  private static final List<String> CONSUMED =
      List.of(
          "tag",
          "subdir_tag",
          "timeout",
          "phase_timeouts",
          "run_cleanup",
          "test_attributes",
          "master_testpath",
          OPTIONAL,
          PROCESS,
          PROBLEM);

  /// Takes a call apart.
  ///
  /// @param unnamed arguments behind the name of the test that have none themselves
  static RunTest of(
      String url, List<@Nullable Object> unnamed, Map<String, @Nullable Object> kwargs) {
    Map<String, @Nullable Object> args = new LinkedHashMap<>(kwargs);
    args.keySet().removeAll(CONSUMED);
    Object runCleanup = kwargs.get("run_cleanup");
    Object timeout = kwargs.get("timeout");
    return new RunTest(
        url,
        text(kwargs.get("tag")),
        text(kwargs.get("subdir_tag")),
        limit(timeout),
        phaseTimeouts(kwargs.get("phase_timeouts")),
        text(kwargs.get("master_testpath")),
        runCleanup == null ? Optional.empty() : Optional.of(Values.truth(runCleanup)),
        Values.map(kwargs.get("test_attributes")),
        args,
        Values.list(kwargs.get(OPTIONAL)).stream()
            .map(PythonText::str)
            .collect(Collectors.toUnmodifiableSet()),
        Values.map(kwargs.get(PROCESS)),
        !unnamed.isEmpty(),
        kwargs.containsKey(PROBLEM)
            ? text(kwargs.get(PROBLEM))
            : problem(timeout, kwargs.get("phase_timeouts")));
  }

  private static String problem(@Nullable Object timeout, @Nullable Object phases) {
    if (timeout != null && limit(timeout).isEmpty() && !isNone(timeout)) {
      return "timeout must be a number of seconds, 0 for none, is " + PythonText.repr(timeout);
    }
    return phases != null && phaseTimeouts(phases).size() != Math.max(1, Values.map(phases).size())
        ? "phase_timeouts must give phases their seconds, such as {'run_once': 30}, is "
            + PythonText.repr(phases)
        : "";
  }

  /// 0 is no limit, as None is.
  private static boolean isNone(Object timeout) {
    return seconds(timeout).filter(seconds -> seconds == 0).isPresent();
  }

  private static Map<Phase, Duration> phaseTimeouts(@Nullable Object value) {
    Map<Phase, Duration> limits = new EnumMap<>(Phase.class);
    Values.map(value)
        .forEach(
            (name, seconds) ->
                Phase.ofWireName(name)
                    .ifPresent(
                        phase -> limit(seconds).ifPresent(limit -> limits.put(phase, limit))));
    return limits;
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : PythonText.str(value);
  }

  private static Optional<Duration> limit(@Nullable Object value) {
    return seconds(value)
        .filter(seconds -> seconds > 0 && seconds < SECONDS_MAX)
        .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /// A number, also as the words of a command line have it: `"30"`.
  private static Optional<Double> seconds(@Nullable Object value) {
    if (value instanceof Number number) {
      return Optional.of(number.doubleValue());
    }
    return value instanceof String text && NUMBER.matcher(text).matches()
        ? Optional.of(Double.valueOf(text))
        : Optional.empty();
  }
}
