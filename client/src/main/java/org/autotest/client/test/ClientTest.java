package org.autotest.client.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.api.Arg;
import org.autotest.client.api.Better;
import org.autotest.client.api.CommandFailed;
import org.autotest.client.api.CommandResult;
import org.autotest.client.api.SubResultCounts;
import org.autotest.client.api.TestError;
import org.autotest.client.api.TestFail;
import org.autotest.client.api.TestJob;
import org.autotest.client.api.TestNa;
import org.autotest.client.api.TestWarn;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.statuslog.StatusCode;
import org.jspecify.annotations.Nullable;

/// A test written in Java. The class stands in `<CamelCase of the directory>.java` in the directory
/// of the test; `java.base` and the types of `org.autotest.client.api` need no import there.
///
/// ```java
/// class Sleeptest extends ClientTest {
///   void runOnce(@Default("5") int seconds) throws InterruptedException {
///     Thread.sleep(Duration.ofSeconds(seconds));
///   }
/// }
/// ```
///
/// A test defines what it needs of these phases, each with the parameters it wants, which a control
/// file gives by name: `initialize`, `setup` (once for each [#version]), `warmup`, then for each
/// iteration `beforeIteration`, `beforeRunOnce`, `runOnce`, `afterRunOnce`, `postprocessIteration`,
/// `afterIteration` (also when the iteration failed, then without parameters), in the end
/// `postprocess`, and `cleanup` whatever happened. An exception in `initialize`, `setup` or
/// `cleanup` is an ERROR, elsewhere a FAIL; the `TestException`s say it themselves.
///
/// What the test prints goes to its debug log.
@SuppressWarnings("DoNotCallSuggester") // Calling `fail` is how a test fails.
public abstract class ClientTest {
  private @Nullable TestContext context;

  /// Raise it when `setup` must run again.
  public int version() {
    return 1;
  }

  /// Whether what an earlier version built stays in [#srcDir] when the version changes.
  public boolean preserveSrcdir() {
    return false;
  }

  /// Whether the network may go away while the test runs.
  public boolean networkDestabilizing() {
    return false;
  }

  /// Connects the test with the harness, before its first phase; not for authors.
  public final void attach(TestContext toHarness) {
    this.context = toHarness;
  }

  /// The iteration, from 1; 0 outside of any.
  protected final int iteration() {
    return context().iteration();
  }

  /// The directory of the test itself; not to be written to.
  protected final Path binDir() {
    return context().bin();
  }

  /// Where `setup` builds what the test needs; kept between runs.
  protected final Path srcDir() {
    return context().directories().src();
  }

  /// The directory of this run; [#run] runs commands here.
  protected final Path outputDir() {
    return context().directories().output();
  }

  /// For files that are results.
  protected final Path resultsDir() {
    return context().directories().results();
  }

  /// Deleted when the test is over.
  protected final Path tmpDir() {
    return context().directories().tmp();
  }

  /// What profilers write while the test runs.
  protected final Path profDir() {
    return context().directories().profiling();
  }

  /// The log files of the test.
  protected final Path debugDir() {
    return context().directories().debug();
  }

  /// Where the client is installed.
  protected final Path autoDir() {
    return new RemoteJob(context()).clientDirectory();
  }

  /// The name of the test with its tags: `sleeptest.first`.
  protected final String taggedTestname() {
    return context().taggedName();
  }

  /// The job this test is part of.
  protected final TestJob job() {
    return new RemoteJob(context());
  }

  /// Runs another test as a part of this one: its directory stands below [#outputDir].
  ///
  /// @param args as for [TestJob#runTest]
  /// @return whether it ended GOOD
  protected final boolean runSubtest(String name, Arg... args) {
    Path master = job().resultDirectory().relativize(outputDir());
    Arg[] all = Arrays.copyOf(args, args.length + 1);
    all[args.length] = new Arg("master_testpath", master.toString());
    return job().runTest(name, all);
  }

  /// Runs a shell command that must succeed, however long it takes.
  ///
  /// @throws CommandFailed when it exits with another status than 0
  protected final CommandResult run(String command) {
    context().countCheck();
    return required(tryRun(command));
  }

  /// Runs a shell command that must succeed in time.
  ///
  /// @param limit when it is over, the command and its children are killed
  /// @throws CommandFailed when it exits with another status than 0, or not in time
  protected final CommandResult run(String command, Duration limit) {
    context().countCheck();
    return required(tryRun(command, limit));
  }

  /// Runs a shell command, whatever its status will be.
  protected final CommandResult tryRun(String command) {
    return shell().run(command, null);
  }

  /// Runs a shell command, whatever its status will be.
  ///
  /// @throws CommandFailed when it does not end in time
  protected final CommandResult tryRun(String command, Duration limit) {
    return shell().run(command, limit);
  }

  private Shell shell() {
    return new Shell(outputDir(), tmpDir(), context()::log);
  }

  /// Ends the test with TEST_NA unless a program is on PATH; the reason says what to install.
  ///
  /// @param debian the package that has it there, or what to do when none has
  /// @param fedora likewise
  protected final void needs(String program, String debian, String fedora) {
    if (!tryRun("command -v '%s'".formatted(program)).isSuccess()) {
      throw new TestNa(
          "%s is not on PATH; install it: %s (Debian), %s (Fedora)"
              .formatted(program, debian, fedora));
    }
  }

  /// Fails the test unless the condition holds.
  protected final void check(boolean condition, String otherwise) {
    context().countCheck();
    if (!condition) {
      throw new TestFail(otherwise);
    }
  }

  /// The thing under test failed.
  protected final void fail(String reason) {
    throw new TestFail(reason);
  }

  /// The test could not do its work.
  protected final void error(String reason) {
    throw new TestError(reason);
  }

  /// The test does not apply to this machine.
  protected final void na(String reason) {
    throw new TestNa(reason);
  }

  /// Something looks suspicious; the test ends here.
  protected final void warn(String reason) {
    throw new TestWarn(reason);
  }

  /// Tells how a part of the test went. One that failed makes the test FAIL, unless the test ends
  /// in a failure of its own.
  ///
  /// @param name what the part is called; its row in the results is `<test>.<name>`
  /// @param status GOOD, FAIL, ERROR, WARN, TEST_NA or BUG
  /// @param reason empty for none
  protected final void subResult(String name, StatusCode status, String reason) {
    new RemoteJob(context()).subResult(name, status, reason, Optional.empty());
  }

  /// Like the other, with the time that it took.
  protected final void subResult(String name, StatusCode status, String reason, Duration took) {
    new RemoteJob(context()).subResult(name, status, reason, Optional.of(took));
  }

  /// Reads sub-results that another program wrote: TAP (`.tap`), KTAP (`.ktap`) or JUnit XML
  /// (`.xml`), told by the end of the name.
  ///
  /// @param file relative to [#outputDir]
  /// @return how many of them passed, and which failed
  protected final SubResultCounts readSubResults(Path file) {
    return new RemoteJob(context()).readSubResults(file);
  }

  /// A measured value of this iteration. Written with the others at the end of the iteration, where
  /// constraints see it.
  ///
  /// @param name letters, digits and `. _ -`
  protected final void writePerf(String name, double value) {
    context().collectPerf(name, value);
  }

  /// A measured value with its unit, which becomes the attribute `<name>.unit`.
  protected final void writePerf(String name, double value, String unit) {
    context().collectPerf(name, value);
    context().collectAttribute(name + ".unit", unit);
  }

  /// A measured value with its unit and the direction that is good, which become the attributes
  /// `<name>.unit` and `<name>.better` (`higher` or `lower`).
  protected final void writePerf(String name, double value, String unit, Better better) {
    writePerf(name, value, unit);
    context().collectAttribute(name + ".better", better.word());
  }

  /// Something to know about this iteration.
  protected final void writeAttr(String name, String value) {
    context().collectAttribute(name, value);
  }

  /// Something to know about the test as a whole; written at once.
  protected final void writeTestKeyval(String name, Object value) {
    try {
      context().call("test.write_test_keyval", Map.of(name, value.toString()));
    } catch (RaisedException refused) {
      throw new TestError(refused.raise().message());
    }
  }

  /// Writes into the debug log.
  protected final void log(String text) {
    context().log("INFO", text);
  }

  private TestContext context() {
    TestContext attached = context;
    if (attached == null) {
      throw new IllegalStateException("a test can do this from its first phase on, not before");
    }
    return attached;
  }

  private static CommandResult required(CommandResult result) {
    if (!result.isSuccess()) {
      throw new CommandFailed(result, "Command returned non-zero exit status");
    }
    return result;
  }
}
