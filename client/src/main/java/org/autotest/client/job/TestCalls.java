package org.autotest.client.job;

import java.util.Map;
import org.autotest.client.bridge.BridgeConnection;
import org.autotest.client.bridge.Call;
import org.autotest.client.bridge.CallHandler;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.test.Checks;
import org.autotest.client.test.PythonText;
import org.autotest.client.test.TestKeyvals;
import org.autotest.client.test.TestLifeCycle;
import org.autotest.client.test.TestProfilers;
import org.autotest.client.test.TestSpec;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// Serves a test: its own keyvals and iterations, and what it asks of the job.
final class TestCalls implements CallHandler {
  private final JobCalls job;
  private final LogSink log;
  private final TestSpec spec;
  private final SubTestCalls subTests;
  private final Checks checks = new Checks();
  private volatile @Nullable TestLifeCycle life;

  TestCalls(JobCalls job, LogSink log, TestSpec spec, SubTests subTests) {
    this.job = job;
    this.log = log;
    this.spec = spec;
    this.subTests = new SubTestCalls(subTests, spec.directories().output());
  }

  /// The tests that it ran as parts of itself.
  long checks() {
    return checks.count();
  }

  void life(TestLifeCycle begun) {
    life = begun;
  }

  @Override
  public @Nullable Object handle(Call call, BridgeConnection caller) throws RaisedException {
    if (call.name().startsWith("job.run_test")) {
      checks.add(1);
    }
    TestLifeCycle living = life;
    if (living == null || !call.name().startsWith("test.")) {
      return job.handle(call, caller);
    }
    if (call.name().startsWith("test.profilers_")) {
      return profilers(living.profilers(), call);
    }
    TestKeyvals keyvals = living.keyvals();
    switch (call.name()) {
      case "test.write_test_keyval" -> keyvals.writeTest(Values.map(call.argument(0, "keyvals")));
      case "test.write_iteration_keyval" ->
          keyvals.writeIteration(
              Values.map(call.argument(0, "attributes")), Values.map(call.argument(1, "perf")));
      case "test.sub_result" -> subTests.add(call);
      case "test.read_sub_results" -> {
        return subTests.read(call);
      }
      case "test.sysinfo" ->
          living.collect(
              call.text(0, "when"), (int) Values.number(call.argument(1, "iteration"), 0));
      case "test.execute_loop" -> executeLoop(living, call.kwargs());
      default ->
          throw new RaisedException(Raise.of("AttributeError", "no such call: " + call.name()));
    }
    return null;
  }

  /// For tests that replace the loop over the iterations by their own.
  private static @Nullable Object profilers(TestProfilers profilers, Call call)
      throws RaisedException {
    switch (call.name()) {
      case "test.profilers_start" ->
          profilers.start((int) Values.number(call.argument(0, "iteration"), 0));
      case "test.profilers_stop" -> profilers.stop();
      case "test.profilers_report" ->
          profilers.report((int) Values.number(call.argument(0, "iteration"), 0));
      case "test.profilers_active" -> {
        return profilers.active();
      }
      default ->
          throw new RaisedException(Raise.of("AttributeError", "no such call: " + call.name()));
    }
    return null;
  }

  @Override
  public void log(String level, String module, int line, String text) {
    log.log(LogLevel.ofName(level), module, line, text);
  }

  private void executeLoop(TestLifeCycle living, Map<String, @Nullable Object> kwargs)
      throws RaisedException {
    Map<String, @Nullable Object> given =
        kwargs.containsKey("args") ? Values.map(kwargs.get("args")) : spec.args();
    log.log(LogLevel.DEBUG, "the test runs its iterations with " + PythonText.repr(given));
    living.executeLoop(kwargs, given);
  }
}
