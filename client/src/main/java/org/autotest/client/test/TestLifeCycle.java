package org.autotest.client.test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// The one life that every test has, however it is written: the phases in their order, their
/// arguments, the iterations, and what an exception means in each of them.
public final class TestLifeCycle {
  private final TestSpec spec;
  private final TestBody body;
  private final Surroundings surroundings;
  private final SourceDirectory sources;
  private final LogSink log;
  private final TestKeyvals keyvals;
  private @Nullable TestDescription description;

  /// For the phases: those of the control file, without what nobody takes and need not be taken.
  private Map<String, @Nullable Object> phaseArgs;

  private Outcome.Stage stage = Outcome.Stage.PREPARE;

  /// The last that began; 0 before the first.
  private int iteration;

  /// A life about to begin.
  ///
  /// @param log the test's debug log
  public TestLifeCycle(
      TestSpec spec,
      TestBody body,
      Surroundings surroundings,
      SourceDirectory sources,
      LogSink log) {
    this.spec = spec;
    this.body = body;
    this.surroundings = surroundings;
    this.sources = sources;
    this.log = log;
    this.keyvals = new TestKeyvals(spec.directories());
    this.phaseArgs = spec.args();
  }

  /// The test's keyval files.
  public TestKeyvals keyvals() {
    return keyvals;
  }

  /// Collects system information once more, for a test that asks for it by itself.
  ///
  /// @param when `before_test`, `after_test`, `before_iteration` or `after_iteration`
  /// @throws RaisedException `ValueError` for another word
  public void collect(String when, int iteration) throws RaisedException {
    switch (when) {
      case "before_test" -> surroundings.beforeTest();
      case "after_test" -> surroundings.afterTest();
      case "before_iteration" -> surroundings.beforeIteration(iteration);
      case "after_iteration" -> surroundings.afterIteration(iteration);
      default -> throw new RaisedException(Raise.of("ValueError", "nothing is collected " + when));
    }
  }

  /// Lives it.
  ///
  /// @param attributes further keyvals of the test, from the control file
  /// @param hasUnnamed whether it was given arguments without a name, which are refused
  /// @param runCleanup whether the cleanup phase is wanted
  /// @throws RaisedException only for what ends the job: `JobError` and what derives from it
  /// @throws TestProcessLost when the test's process ended in the middle
  public Outcome run(
      Map<String, @Nullable Object> attributes, boolean hasUnnamed, boolean runCleanup)
      throws RaisedException {
    TestDescription loaded;
    try {
      loaded = body.load();
    } catch (RaisedException raised) {
      logTrace(raised.raise());
      return outcome(raised.raise());
    }
    this.description = loaded;
    this.phaseArgs = loaded.taking(spec.args(), spec.optional());
    surroundings.beforeTest();
    if (loaded.networkDestabilizing()) {
      surroundings.networkIsUnstable(true);
    }
    try {
      return live(loaded, attributes, hasUnnamed, runCleanup);
    } finally {
      if (loaded.networkDestabilizing()) {
        surroundings.networkIsUnstable(false);
      }
      surroundings.profilers().stop();
      surroundings.afterTest();
    }
  }

  /// Only builds what the test needs, when that was not built for its version.
  ///
  /// @throws RaisedException only for what ends the job
  /// @throws TestProcessLost when the test's process ended in the middle
  public Outcome setUp() throws RaisedException {
    try {
      TestDescription loaded = body.load();
      this.description = loaded;
      sources.prepare(spec, loaded, () -> call(Phase.SETUP, phaseArgs));
      return Outcome.GOOD;
    } catch (RaisedException raised) {
      logTrace(raised.raise());
      return outcome(raised.raise());
    }
  }

  /// Runs the iterations, as the base class of every test does: called by [#run], or by a test that
  /// replaces the execute phase and then calls it after all.
  ///
  /// @param options `iterations`, `test_length`, `constraints`, …
  /// @param args what the phases of the iterations pick from
  /// @throws RaisedException what a phase raised; `TestFail` for constraints that were not met
  public void executeLoop(Map<String, @Nullable Object> options, Map<String, @Nullable Object> args)
      throws RaisedException {
    ExecuteOptions how = ExecuteOptions.of(options);
    requireRunOnce();
    TestProfilers profilers = surroundings.profilers();
    profilers.stop();
    Object wish = options.get("profile_only");
    boolean only = wish == null ? profilers.only() : Values.truth(wish);
    if (only && !profilers.present()) {
      profilers.tellNoneAdded();
      call(Phase.POSTPROCESS, args);
      return;
    }
    ProfiledRun profiled = new ProfiledRun(profilers, this::call);
    IterationLoop.Body body =
        (Map<String, @Nullable Object> given, int number, Runnable constraints) ->
            iterate(given, number, only ? Optional.of(profiled) : Optional.empty(), constraints);
    IterationLoop loop = new IterationLoop(how, body, keyvals);
    int last = loop.run(args);
    if (!only && profilers.present()) {
      iteration = last + 1;
      profiled.run(args, iteration, Values.truth(options.get("postprocess_profiled_run")));
    }
    call(Phase.POSTPROCESS, args);
    loop.requireConstraintsMet();
  }

  /// The profilers of the job, for this test.
  public TestProfilers profilers() {
    return surroundings.profilers();
  }

  /// What has nothing to run, for a misspelt name say, must not pass.
  private void requireRunOnce() throws RaisedException {
    TestDescription loaded = description;
    if (loaded != null && !loaded.phases().containsKey(Phase.RUN_ONCE)) {
      String method = spec.source() instanceof TestSource.Java ? "runOnce" : "run_once";
      throw new RaisedException(
          Raise.of("TestError", "%s has no method %s".formatted(spec.source().name(), method)));
    }
  }

  private Outcome live(
      TestDescription loaded,
      Map<String, @Nullable Object> attributes,
      boolean hasUnnamed,
      boolean runCleanup)
      throws RaisedException {
    try {
      writeFirstKeyvals(loaded, attributes);
      refuseUnnamedArguments(hasUnnamed);
      refuseUnknownArguments(loaded);
      prepare(loaded);
      stage = Outcome.Stage.EXECUTE;
      execute(loaded);
    } catch (RaisedException raised) {
      logTrace(raised.raise());
      return failed(raised.raise(), runCleanup);
    }
    return runCleanup ? cleanedUp() : Outcome.GOOD;
  }

  private void prepare(TestDescription loaded) throws RaisedException {
    call(Phase.INITIALIZE, phaseArgs);
    sources.prepare(spec, loaded, () -> call(Phase.SETUP, phaseArgs));
    Path output = spec.directories().output();
    call(Phase.CHDIR, Map.of("directory", output.toString()));
  }

  private void execute(TestDescription loaded) throws RaisedException {
    call(Phase.WARMUP, phaseArgs);
    if (loaded.phases().containsKey(Phase.EXECUTE)) {
      call(Phase.EXECUTE, phaseArgs);
    } else {
      executeLoop(phaseArgs, ExecuteOptions.without(phaseArgs));
    }
  }

  private void iterate(
      Map<String, @Nullable Object> args,
      int number,
      Optional<ProfiledRun> profiled,
      Runnable constraints)
      throws RaisedException {
    iteration = number;
    surroundings.beforeIteration(iteration);
    try {
      call(Phase.BEFORE_ITERATION_HOOKS, args, iteration);
      if (profiled.isPresent()) {
        profiled.get().run(args, iteration, false);
      } else {
        call(Phase.BEFORE_RUN_ONCE, args, iteration);
        call(Phase.RUN_ONCE, args, iteration);
        call(Phase.AFTER_RUN_ONCE, args, iteration);
      }
      call(Phase.POSTPROCESS_ITERATION, args, iteration);
      constraints.run();
    } catch (RaisedException raised) {
      callHooksAfterFailure(iteration);
      throw raised;
    } finally {
      surroundings.afterIteration(iteration);
    }
    call(Phase.AFTER_ITERATION_HOOKS, args, iteration);
  }

  private void callHooksAfterFailure(int iteration) {
    try {
      call(Phase.AFTER_ITERATION_HOOKS, Map.of(), iteration);
    } catch (RaisedException second) {
      log.log(LogLevel.ERROR, "after a failure: " + second.raise().unhandled());
    }
  }

  private Outcome failed(Raise raise, boolean runCleanup) throws RaisedException {
    if (runCleanup) {
      try {
        call(Phase.CLEANUP, phaseArgs);
      } catch (RaisedException second) {
        log.log(LogLevel.ERROR, "cleanup after a failure: " + second.raise().unhandled());
      }
    }
    return outcome(raise);
  }

  private Outcome cleanedUp() throws RaisedException {
    stage = Outcome.Stage.CLEAN_UP;
    try {
      call(Phase.CLEANUP, phaseArgs);
      return Outcome.GOOD;
    } catch (RaisedException raised) {
      logTrace(raised.raise());
      return outcome(raised.raise());
    }
  }

  private Outcome outcome(Raise raise) throws RaisedException {
    if (raise.is("JobError")) {
      throw new RaisedException(raise);
    }
    return Outcome.of(raise, stage);
  }

  /// Calls a phase that belongs to no iteration; it sees the number of the last.
  private void call(Phase phase, Map<String, @Nullable Object> args) throws RaisedException {
    call(phase, args, iteration);
  }

  private void call(Phase phase, Map<String, @Nullable Object> args, int number)
      throws RaisedException {
    TestDescription loaded = description;
    PhaseSignature signature = loaded == null ? null : loaded.phases().get(phase);
    if (signature == null) {
      return;
    }
    try {
      body.call(phase, signature.pick(args), number);
    } finally {
      if (phase == Phase.RUN_ONCE && spec.source() instanceof TestSource.Executable) {
        takeAppended();
      }
    }
  }

  /// Programs write the measurements of an iteration by themselves.
  private void takeAppended() {
    try {
      for (String wrong : keyvals.takeAppended()) {
        log.log(
            LogLevel.WARNING, "results/keyval: %s of what it wrote is no keyval".formatted(wrong));
      }
    } catch (IOException full) {
      log.log(LogLevel.ERROR, "closing the record of the iteration: " + full.getMessage());
    }
  }

  private void writeFirstKeyvals(TestDescription loaded, Map<String, @Nullable Object> attributes)
      throws RaisedException {
    String version =
        loaded
            .version()
            .orElseThrow(
                () ->
                    new RaisedException(
                        Raise.of(
                            "AttributeError",
                            "'%s' object has no attribute 'version'"
                                .formatted(spec.source().name()))));
    Map<String, @Nullable Object> first = new LinkedHashMap<>(attributes);
    phaseArgs.forEach((name, value) -> first.put("param-" + name, PythonText.repr(value)));
    first.put("version", version);
    keyvals.writeTest(first);
  }

  private static void refuseUnnamedArguments(boolean hasUnnamed) throws RaisedException {
    if (hasUnnamed) {
      throw new RaisedException(
          Raise.of(
              "TestError",
              "Unnamed arguments not accepted, please call job.run_test with named args only"));
    }
  }

  private void refuseUnknownArguments(TestDescription loaded) throws RaisedException {
    TreeSet<String> unknown = new TreeSet<>(phaseArgs.keySet());
    if (!loaded.phases().containsKey(Phase.EXECUTE)) {
      unknown.removeAll(ExecuteOptions.NAMES);
    }
    TreeSet<String> known = new TreeSet<>();
    for (Map.Entry<Phase, PhaseSignature> phase : loaded.phases().entrySet()) {
      if (phase.getValue().keywords()) {
        return;
      }
      known.addAll(phase.getValue().parameters());
    }
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      if (!loaded.phases().containsKey(Phase.EXECUTE)) {
        requireRunOnce();
      }
      known.remove("directory");
      throw new RaisedException(
          Raise.of(
              "TestError",
              "Unknown arguments: %s; %s takes %s"
                  .formatted(
                      String.join(", ", unknown),
                      spec.source().name(),
                      known.isEmpty() ? "none" : String.join(", ", known))));
    }
  }

  private void logTrace(Raise raise) {
    String text =
        raise.traceback().isEmpty() ? raise.type() + ": " + raise.message() : raise.traceback();
    log.log(LogLevel.ERROR, text.stripTrailing());
  }
}
