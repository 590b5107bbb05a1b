package org.autotest.client.executable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.process.Leftovers;
import org.autotest.client.process.ProcessGroup;
import org.autotest.client.process.ProcessNotStarted;
import org.autotest.client.test.Checks;
import org.autotest.client.test.Phase;
import org.autotest.client.test.PhaseSignature;
import org.autotest.client.test.PythonText;
import org.autotest.client.test.TestBody;
import org.autotest.client.test.TestDescription;
import org.autotest.client.test.TestSpec;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.Signals;
import org.jspecify.annotations.Nullable;

/// A program as a test. Each iteration runs it once, in the output directory, with the arguments of
/// the control file as `--name=value`. Exit status 0 is GOOD, 77 is TEST_NA, 98 WARN, 99 ERROR,
/// everything else FAIL; the reason holds the last lines it printed.
///
/// The program finds in its environment `AUTOTEST_TEST_NAME`, `AUTOTEST_RESULTS_DIR` (its files,
/// and `keyval` with lines `name{perf}=number`), `AUTOTEST_OUTPUT_DIR`, `AUTOTEST_BIN_DIR`,
/// `AUTOTEST_SRC_DIR`, `AUTOTEST_TMP_DIR` and `AUTOTEST_ITERATION`.
///
/// Two more programs may lie beside it, which get no arguments: `setup` builds in the source
/// directory, once for each `VERSION` of the control file; `cleanup` runs in the end, also after a
/// failure, unless the test was killed. Of these an exit status of neither 0 nor 77 is an ERROR.
///
/// When the control file beside it says `RESULT_FORMAT = "tap"` or `"ktap"`, its standard output
/// holds sub-results.
public final class ExecutableTest implements TestBody {
  /// The exit status by which a program says that it does not apply to this machine.
  public static final int NOT_APPLICABLE = 77;

  /// By which it says that there is something to look at, though what is tested works.
  private static final int WARNING = 98;

  /// By which it says that it cannot do its work, as with a wrong argument; what is tested may be
  /// sound.
  private static final int CANNOT = 99;

  /// What `setsid` exits with, and shells do, for what cannot be run.
  private static final int NOT_EXECUTABLE = 126;

  private static final int NOT_FOUND = 127;

  private static final int TAIL_LINES_MAX = 10;
  private static final int TAIL_LINE_LENGTH_MAX = 1000;
  private static final Duration DRAIN_LIMIT = Duration.ofMillis(300);

  private final TestSpec spec;
  private final LogSink log;
  private final PrintedSubResults subResults;
  private final Checks checks = new Checks();
  private final Tail out = new Tail();
  private final Tail err = new Tail();
  private volatile @Nullable ProcessGroup process;
  private volatile boolean killed;

  /// A program that was not started yet.
  ///
  /// @param log takes what it prints
  /// @param subResults takes those among what it prints
  public ExecutableTest(TestSpec spec, LogSink log, PrintedSubResults subResults) {
    this.spec = spec;
    this.log = log;
    this.subResults = subResults;
  }

  @Override
  public TestDescription load() throws RaisedException {
    if (spec.source().file().toFile().length() == 0) {
      throw new RaisedException(Raise.of("TestError", spec.source().file() + " is empty"));
    }
    Map<Phase, PhaseSignature> phases = new EnumMap<>(Phase.class);
    phases.put(Phase.RUN_ONCE, new PhaseSignature(List.of(), true));
    for (Phase phase : List.of(Phase.SETUP, Phase.CLEANUP)) {
      Path program = program(phase);
      if (program.equals(spec.source().file()) || !Files.isRegularFile(program)) {
        continue;
      }
      if (Files.isExecutable(program)) {
        phases.put(phase, new PhaseSignature(List.of(), false));
      } else {
        log.log(LogLevel.WARNING, program + " is not run: it is not executable");
      }
    }
    String version = ProgramVersion.of(spec.source().directory());
    return new TestDescription(Optional.of(version), false, false, phases);
  }

  @Override
  public void call(Phase phase, Map<String, @Nullable Object> args, int iteration)
      throws RaisedException {
    if (phase == Phase.CLEANUP && killed) {
      return;
    }
    int exitValue = run(phase, args, iteration);
    if (phase == Phase.RUN_ONCE) {
      checks.add(1);
    }
    if (exitValue != 0) {
      throw new RaisedException(failure(phase, exitValue));
    }
  }

  /// Its exit status, each time.
  @Override
  public long checks() {
    return checks.count();
  }

  @Override
  public void kill() {
    killed = true;
    ProcessGroup running = process;
    if (running != null) {
      running.kill();
    }
  }

  @Override
  public void close() {
    ProcessGroup running = process;
    if (running != null && running.isAlive()) {
      running.killNow();
    }
  }

  private Path program(Phase phase) {
    return phase == Phase.RUN_ONCE
        ? spec.source().file()
        : spec.source().directory().resolve(phase.wireName());
  }

  private int run(Phase phase, Map<String, @Nullable Object> args, int iteration)
      throws RaisedException {
    out.clear();
    err.clear();
    if (phase == Phase.RUN_ONCE) {
      subResults.begin();
    }
    try {
      ProcessGroup started =
          ProcessGroup.startContained(
              command(program(phase), args),
              phase == Phase.SETUP ? spec.directories().src() : spec.directories().output(),
              environment(iteration),
              line -> {
                printed(out, LogLevel.INFO, "stdout", line);
                subResults.line(line);
              },
              line -> printed(err, LogLevel.ERROR, "stderr", line));
      process = started;
      if (killed) {
        started.kill();
      }
      int exitValue = started.waitFor();
      Leftovers.end(started, log);
      started.drainOutput(DRAIN_LIMIT);
      started.close();
      subResults.end(exitValue == NOT_APPLICABLE);
      return exitValue;
    } catch (ProcessNotStarted cannot) {
      throw new RaisedException(Raise.of("TestError", cannot.problem()));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      kill();
      throw new RaisedException(Raise.of("TestError", "the job is being stopped"));
    }
  }

  private List<String> command(Path file, Map<String, @Nullable Object> args) {
    List<String> command = new ArrayList<>(withoutRemoved());
    if (!Files.isExecutable(file)) {
      command.add("sh");
    }
    command.add(file.toString());
    args.forEach((name, value) -> command.add("--" + name + "=" + PythonText.str(value)));
    return command;
  }

  /// What takes away the variables that the control file took away.
  private List<String> withoutRemoved() {
    List<String> words = new ArrayList<>();
    for (var variable : variables().entrySet()) {
      if (variable.getValue() == null) {
        words.addAll(List.of("-u", variable.getKey()));
      }
    }
    if (!words.isEmpty()) {
      words.addFirst("env");
    }
    return words;
  }

  /// What the control file changed of its environment; null for what it took away.
  private Map<String, @Nullable Object> variables() {
    return Values.map(spec.process().get("environment"));
  }

  private Map<String, String> environment(int iteration) {
    TestSpec.TestDirectories directories = spec.directories();
    Map<String, String> environment = new LinkedHashMap<>();
    for (var variable : variables().entrySet()) {
      if (variable.getValue() != null) {
        environment.put(variable.getKey(), Values.text(variable.getValue(), ""));
      }
    }
    environment.put("AUTOTEST_TEST_NAME", spec.taggedName());
    environment.put("AUTOTEST_BIN_DIR", spec.source().directory().toString());
    environment.put("AUTOTEST_SRC_DIR", directories.src().toString());
    environment.put("AUTOTEST_OUTPUT_DIR", directories.output().toString());
    environment.put("AUTOTEST_RESULTS_DIR", directories.results().toString());
    environment.put("AUTOTEST_TMP_DIR", directories.tmp().toString());
    environment.put("TMPDIR", directories.tmp().toString());
    environment.put("AUTOTEST_ITERATION", Integer.toString(iteration));
    return environment;
  }

  private void printed(Tail tail, LogLevel level, String channel, String line) {
    log.log(level, channel, 0, line);
    tail.add(line);
  }

  /// What was said on standard error comes last: there programs say why.
  private Raise failure(Phase phase, int exitValue) {
    if (exitValue == NOT_EXECUTABLE || exitValue == NOT_FOUND) {
      Optional<String> problem = Interpreter.problem(program(phase));
      if (problem.isPresent()) {
        return Raise.of("TestError", problem.get());
      }
    }
    List<String> lines = new ArrayList<>(out.lines());
    lines.addAll(err.lines());
    if (exitValue == NOT_APPLICABLE) {
      return Raise.of("TestNAError", lines.isEmpty() ? "not applicable here" : lines.getLast());
    }
    boolean tests = phase == Phase.RUN_ONCE;
    if (tests && (exitValue == WARNING || exitValue == CANNOT)) {
      return Raise.of(exitValue == WARNING ? "TestWarn" : "TestError", own(exitValue, lines));
    }
    boolean signalled = exitValue > 128 && exitValue < 128 + 65;
    String type = tests ? "TestFail" : "TestError";
    String how =
        (tests ? "" : phase.wireName() + ": ")
            + (signalled
                ? "killed by " + Signals.name(exitValue - 128)
                : "exit status " + exitValue);
    return Raise.of(type, lines.isEmpty() ? how + ", nothing printed" : told(how + ": ", lines));
  }

  /// What a program says of itself needs no word about its exit status.
  private static String own(int exitValue, List<String> lines) {
    return lines.isEmpty()
        ? "exit status %d, nothing printed".formatted(exitValue)
        : told("", lines);
  }

  private static String told(String before, List<String> lines) {
    String text = before + lines.getLast();
    return lines.size() == 1 ? text : text + "\n" + String.join("\n", lines);
  }

  /// The last lines of one channel, blank ones left out.
  private static final class Tail {
    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void clear() {
      lines.clear();
    }

    synchronized void add(String line) {
      if (!line.isBlank()) {
        lines.addLast(line.substring(0, Math.min(line.length(), TAIL_LINE_LENGTH_MAX)));
        if (lines.size() > TAIL_LINES_MAX) {
          lines.removeFirst();
        }
      }
    }

    synchronized List<String> lines() {
      return List.copyOf(lines);
    }
  }
}
