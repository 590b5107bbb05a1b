package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autotest.client.crash.Crash;
import org.autotest.client.log.LimitedLog;
import org.autotest.client.log.LogFiles;
import org.autotest.client.log.LogFormat;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.log.TeeLog;
import org.autotest.client.process.ProcessNotStarted;
import org.autotest.client.python.PythonMissing;
import org.autotest.client.test.Checks;
import org.autotest.client.test.Outcome;
import org.autotest.client.test.PythonText;
import org.autotest.client.test.SourceDirectory;
import org.autotest.client.test.TestBody;
import org.autotest.client.test.TestFinder;
import org.autotest.client.test.TestLifeCycle;
import org.autotest.client.test.TestProcessLost;
import org.autotest.client.test.TestSource;
import org.autotest.client.test.TestSpec;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.files.FileTree;
import org.autotest.core.results.ResultsSubdir;
import org.autotest.core.statuslog.StatusCode;
import org.jspecify.annotations.Nullable;

/// Runs tests: names them, makes their directories, brackets them in the status log, watches their
/// time.
final class TestRunner implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[^/\\p{Cntrl}]{1,255}");

  private final JobParts parts;
  private final TestMark mark;
  private final TestFinder finder;
  private final DistantTests distant;
  private final SourceDirectory sources;
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(0);

  TestRunner(JobParts parts) {
    this.parts = parts;
    this.mark = new TestMark(parts.state());
    this.distant = new DistantTests(parts);
    this.finder = new TestFinder(parts.settings().paths().testRoots());
    this.sources = new SourceDirectory(parts.settings().paths().work().resolve("tmp/.testlock"));
  }

  /// Runs one test.
  ///
  /// @param positional arguments after the name; none are accepted
  /// @param whole the test that runs it as a part of itself; null for none
  /// @return how it ended
  /// @throws RaisedException only for what ends the job
  StatusCode run(
      Branch branch,
      String url,
      List<@Nullable Object> positional,
      Map<String, @Nullable Object> kwargs,
      @Nullable RunningTest whole)
      throws RaisedException {
    parts.requireNotStopped();
    RunTest request = RunTest.of(url, positional, kwargs);
    Names names = names(branch, request);
    Optional<String> refusal = refusal(request, names);
    int entered = branch.entered();
    try {
      StatusCode code =
          refusal.isPresent()
              ? refuse(branch, names.test(), refusal.get())
              : runNamed(branch, request, names, whole);
      parts.properties().countTest(code.isFailure());
      return code;
    } finally {
      branch.leaveTo(entered);
    }
  }

  /// Builds what a test needs, and does nothing else with it.
  ///
  /// @return how its setup ended
  /// @throws RaisedException what ends a job
  Outcome setUp(Branch branch, String name) throws RaisedException {
    Optional<TestSource> source = finder.find(name);
    if (source.isEmpty()) {
      return new Outcome(StatusCode.ERROR, name + ": test does not exist");
    }
    Path output = parts.settings().paths().results().resolve(TestFinder.baseName(name));
    try (RunningTest running = new RunningTest(parts, null)) {
      Files.createDirectories(output);
      TestSpec spec = spec(source.get(), RunTest.of(name, List.of(), Map.of()), name, output);
      SubTests subTests = new SubTests();
      TestCalls calls =
          new TestCalls(new JobCalls(parts, branch, running), parts.log(), spec, subTests);
      try (TestBody body = parts.opener().open(spec, calls, parts.log(), subTests)) {
        running.body(body);
        return new TestLifeCycle(
                spec, body, new TestSurroundings(parts, branch, spec), sources, parts.log())
            .setUp();
      } catch (TestProcessLost | PythonMissing | ProcessNotStarted lost) {
        return lost(running, lost);
      } finally {
        FileTree.delete(spec.directories().tmp());
      }
    } catch (IOException full) {
      return new Outcome(StatusCode.ERROR, "preparing the test: " + full.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    distant.close();
  }

  private record Names(String test, String subdir) {}

  private Names names(Branch branch, RunTest request) {
    String sequence;
    try {
      sequence = parts.properties().nextSequenceTag();
    } catch (IOException full) {
      throw ResultsNotWritten.to(parts.state().file(), full);
    }
    String test =
        join(
            DistantTests.nameOf(request.url()),
            request.tag(),
            sequence,
            parts.properties().automaticTestTag());
    String subdir = join(test, request.subdirTag());
    String whole = request.parent().isEmpty() ? subdir : request.parent() + "/" + subdir;
    return new Names(test, branch.prefixed(whole));
  }

  private Optional<String> refusal(RunTest request, Names names) {
    if (!request.problem().isEmpty()) {
      return Optional.of(request.problem());
    }
    boolean isNamed = DistantTests.isAddress(request.url()) || TestFinder.isName(request.url());
    if (!isNamed
        || !NAME.matcher(names.test()).matches()
        || !NAME.matcher(join(names.test(), request.subdirTag())).matches()
        || ResultsSubdir.of(names.subdir()).isEmpty()) {
      return Optional.of(
          "'%s' with tag '%s' is no name of a test".formatted(request.url(), request.tag()));
    }
    Path output = results().resolve(names.subdir());
    return Files.exists(output, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(
            names.subdir()
                + " already exists; multiple tests cannot run with the same subdirectory")
        : Optional.empty();
  }

  /// A test that cannot even have a directory of its own.
  private static StatusCode refuse(Branch branch, String name, String reason) {
    Optional<String> operation = Optional.of(name.replaceAll("\\p{Cntrl}", "?"));
    branch.start(Optional.empty(), operation, Map.of());
    branch.result(StatusCode.ERROR, Optional.empty(), operation, reason);
    branch.end(StatusCode.ERROR, Optional.empty(), operation, "");
    return StatusCode.ERROR;
  }

  private static void makeDirectories(Path output) {
    try {
      // From the outside in: what lacks its parent is an exception first, with its trace.
      Files.createDirectories(output);
      for (String directory : List.of("results", "profiling", "debug")) {
        Files.createDirectories(output.resolve(directory));
      }
    } catch (IOException full) {
      throw ResultsNotWritten.to(output, full);
    }
  }

  private StatusCode runNamed(
      Branch branch, RunTest request, Names names, @Nullable RunningTest whole)
      throws RaisedException {
    Path output = results().resolve(names.subdir());
    makeDirectories(output);
    Optional<String> subdir = Optional.of(names.subdir());
    Optional<String> operation = Optional.of(names.test());
    Map<String, String> fields = new LinkedHashMap<>();
    request.timeout().ifPresent(limit -> fields.put("timeout", seconds(limit.toMillis())));
    if (branch.isTrunk()) {
      mark.begin(names.subdir(), names.test());
    }
    branch.start(subdir, operation, fields);
    try (RunningTest running = new RunningTest(parts, whole)) {
      SubTests subTests = new SubTests();
      DiskWatch disk =
          DiskWatch.begin(parts.settings().machine().root(), parts.properties().diskUsageLimit());
      Outcome outcome = live(branch, request, names, running, subTests);
      for (Crash crash : parts.coreDumps().collect(output.resolve("debug"))) {
        branch.result(StatusCode.WARN, subdir, operation, crash.told());
      }
      disk.complaint().ifPresent(text -> branch.result(StatusCode.WARN, subdir, operation, text));
      branch.result(outcome.code(), subdir, operation, outcome.reason());
      branch.end(outcome.code(), subdir, operation, "");
      subTests.writeLines(branch, names.test(), parts.log());
      parts.requireNotStopped();
      if (branch.isTrunk() && whole == null) {
        parts.settings().harness().testComplete();
      }
      return outcome.code();
    } catch (RaisedException endOfJob) {
      branch.endIfOpen(StatusCode.ABORT, subdir, operation, "");
      throw endOfJob;
    } finally {
      if (branch.isTrunk()) {
        mark.end();
      }
    }
  }

  private Outcome live(
      Branch branch, RunTest request, Names names, RunningTest running, SubTests subTests)
      throws RaisedException {
    Optional<TestSource> source;
    try {
      source = source(request.url());
    } catch (AutotestException cannot) {
      return new Outcome(StatusCode.ERROR, cannot.problem());
    }
    if (source.isEmpty()) {
      return missing(request.url());
    }
    request.timeout().ifPresent(limit -> running.watch(timer, limit));
    Path output = results().resolve(names.subdir());
    String shortName = names.subdir().substring(names.subdir().lastIndexOf('/') + 1);
    LogFormat format =
        new LogFormat(parts.settings().time().clock(), parts.settings().time().zone());
    try (LogFiles files = LogFiles.open(output.resolve("debug"), shortName, format)) {
      TestSpec spec = spec(source.get(), request, shortName, output);
      LimitedLog log = new LimitedLog(new TeeLog(files, parts.log()), LimitedLog.limit());
      for (Path other : TestFinder.besides(source.get())) {
        log.log(LogLevel.WARNING, "%s is run, not %s".formatted(source.get().file(), other));
      }
      TestPlace place = new TestPlace(output, spec.directories().tmp(), parts.mountNotes(), log);
      try {
        Outcome own = withBody(branch, request, spec, running, log, subTests);
        subTests.readFilesOf(spec.directories().results(), log);
        subTests.writeFile(output, log);
        return subTests.judge(own);
      } finally {
        place.clear();
        log.finish();
      }
    } catch (IOException full) {
      return new Outcome(StatusCode.ERROR, "preparing the test: " + full.getMessage());
    }
  }

  private Optional<TestSource> source(String url) {
    return DistantTests.isAddress(url)
        ? distant.at(url)
        : finder.find(url).or(() -> distant.packaged(url));
  }

  private Outcome missing(String url) {
    String why =
        DistantTests.isAddress(url)
            ? distant.nearMiss(url).orElse("")
            : finder.nearMiss(url).orElseGet(finder::whereNone);
    String more = why.isEmpty() ? "" : "\n" + why;
    return new Outcome(StatusCode.ERROR, url + ": test does not exist" + more);
  }

  private Outcome withBody(
      Branch branch,
      RunTest request,
      TestSpec spec,
      RunningTest running,
      LogSink log,
      SubTests subTests)
      throws RaisedException {
    TestCalls calls = new TestCalls(new JobCalls(parts, branch, running), log, spec, subTests);
    try (TestBody opened = parts.opener().open(spec, calls, log, subTests)) {
      TestBody body =
          request.phaseTimeouts().isEmpty()
              ? opened
              : new TimedBody(
                  opened,
                  request.phaseTimeouts(),
                  (phase, limit) -> running.watchPhase(timer, phase, limit));
      running.body(body);
      TestLifeCycle life =
          new TestLifeCycle(spec, body, new TestSurroundings(parts, branch, spec), sources, log);
      calls.life(life);
      boolean cleanup = request.runCleanup().orElse(parts.properties().runsTestCleanup());
      Outcome outcome = life.run(request.attributes(), request.hasUnnamed(), cleanup);
      String subdir = results().relativize(spec.directories().output()).toString();
      long made = body.checks() + calls.checks() + subTests.count();
      countChecks(outcome, made, subdir, life, log);
      return running.hasTimedOut() ? timedOut(running) : outcome;
    } catch (TestProcessLost lost) {
      log.log(LogLevel.ERROR, lost.problem());
      return lost(running, lost);
    } catch (PythonMissing | ProcessNotStarted cannot) {
      log.log(LogLevel.ERROR, cannot.problem());
      return lost(running, cannot);
    } catch (RaisedException raised) {
      if (raised.raise().is("TestError")) {
        return new Outcome(StatusCode.ERROR, raised.raise().message());
      }
      throw raised;
    }
  }

  /// A test that passes without having looked at anything is told. In a lab, where nobody watches,
  /// the keyval `checks` says so to whoever reads the results.
  private void countChecks(
      Outcome outcome, long made, String subdir, TestLifeCycle life, LogSink log)
      throws RaisedException {
    long checks = made + life.keyvals().measurements();
    if (outcome.code() == StatusCode.GOOD && checks == 0) {
      log.log(LogLevel.WARNING, subdir + Checks.NONE);
    }
    if (parts.settings().machine().supervised()) {
      life.keyvals().writeTest(Map.of("checks", checks));
    }
  }

  private Path results() {
    return parts.settings().paths().results();
  }

  private static Outcome timedOut(RunningTest running) {
    return new Outcome(
        StatusCode.ERROR, "Test timeout expired%s, rc=15".formatted(running.latePhase()));
  }

  /// @param lost its process ended, or could not be started
  private Outcome lost(RunningTest running, AutotestException lost) {
    if (running.hasTimedOut()) {
      return timedOut(running);
    }
    return parts
        .stopReason()
        .map(reason -> new Outcome(StatusCode.ABORT, reason))
        .orElseGet(() -> new Outcome(StatusCode.ERROR, lost.problem()));
  }

  private TestSpec spec(TestSource source, RunTest request, String shortName, Path output)
      throws IOException {
    JobPaths paths = parts.settings().paths();
    Path tmp = TestPlace.makeTmp(paths);
    // What an archive built is its own: the next of that name may be another.
    Path work =
        DistantTests.isAddress(request.url())
            ? source.directory().resolveSibling(".work")
            : paths.work().resolve(source.name());
    return new TestSpec(
        source,
        shortName,
        new TestSpec.TestDirectories(
            work.resolve("src"),
            output,
            output.resolve("results"),
            output.resolve("profiling"),
            output.resolve("debug"),
            tmp),
        request.args(),
        request.optional(),
        request.process());
  }

  private static String seconds(long millis) {
    return millis % 1000 == 0 ? Long.toString(millis / 1000) : PythonText.str(millis / 1000.0);
  }

  private static String join(String... words) {
    return String.join(".", Stream.of(words).filter(word -> !word.isEmpty()).toList());
  }
}
