package org.autotest.autoserv.control;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.autoserv.api.CommandFailed;
import org.autotest.autoserv.api.ServerTest;
import org.autotest.autoserv.api.TestEnd;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.results.RunLog;
import org.autotest.autoserv.source.JavaSource;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.Thrown;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusWord;

/// Runs tests of the server, and records how each ended: `START`, a result, `END`.
public final class ServerTests {
  /// How a test ended.
  private record Outcome(StatusCode code, String reason) {}

  private static final String NOTHING_TO_PROFILE_WITH =
      "No profilers have been added but profile_only is set - nothing will be run";

  private final Path directory;
  private final Path classes;
  private final ServerJob job;

  /// Tests of a directory.
  ///
  /// @param directory has a subdirectory for each test
  /// @param classes where compiled classes go
  /// @param job whose results and profilers they have
  public ServerTests(Path directory, Path classes, ServerJob job) {
    this.directory = directory;
    this.classes = classes;
    this.job = job;
  }

  /// Runs one.
  ///
  /// @param name of its directory, `two_hosts` for a class `TwoHosts`
  /// @return whether it did not fail
  /// @throws ControlFailure when there is no such test, or it cannot be compiled
  /// @throws AutotestException when a machine was lost
  public boolean run(String name, Map<String, Object> arguments, ServerControl.Scope scope) {
    MachineResults results = job.current();
    ServerTest test = load(name);
    String subdir =
        String.valueOf(arguments.getOrDefault("tag", "")).isEmpty()
            ? name
            : name + "." + arguments.get("tag");
    Path output = make(job.resultDirectory().resolve(subdir), name);
    test.attach(
        new ServerTest.Context(scope.job(), scope.hosts(), scope.machines(), arguments, output));
    String place = job.placed(subdir);
    results.status().record(new StatusWord.Start(), place, subdir, Map.of(), "");
    Outcome outcome;
    try (RunLog log = results.log().partIn(output.resolve("debug"), subdir)) {
      int iterations = iterations(name, arguments);
      outcome = Place.logging(log, () -> live(test, iterations, arguments, output));
    } catch (AutotestException lost) {
      end(results, place, subdir, new Outcome(StatusCode.ABORT, lost.problem()));
      throw lost;
    }
    end(results, place, subdir, outcome);
    return !outcome.code().isFailure();
  }

  private static void end(MachineResults results, String place, String name, Outcome outcome) {
    results
        .status()
        .record(new StatusWord.Result(outcome.code()), place, name, Map.of(), outcome.reason());
    results.status().record(new StatusWord.End(outcome.code()), place, name, Map.of(), "");
  }

  private static int iterations(String name, Map<String, Object> arguments) {
    Object wanted = arguments.getOrDefault("iterations", 1);
    if (wanted instanceof Number number && number.longValue() >= 1 && number.longValue() < 1e6) {
      return number.intValue();
    }
    throw problem(name, Blame.SUBMITTER, "iterations must be 1 to 999,999, is " + wanted);
  }

  private Outcome live(
      ServerTest test, int iterations, Map<String, Object> arguments, Path output) {
    Optional<Outcome> bad;
    try {
      bad = work(test, iterations, arguments, output);
    } catch (AutotestException lost) {
      undoAfter(lost, test::cleanup);
      throw lost;
    }
    Optional<Outcome> after = phase(test::cleanup, StatusCode.ERROR);
    return bad.or(() -> after)
        .orElseGet(() -> new Outcome(StatusCode.GOOD, "completed successfully"));
  }

  /// What else goes wrong then is told by the log only.
  private void undoAfter(AutotestException lost, Phase undoing) {
    try {
      phase(undoing, StatusCode.ERROR)
          .ifPresent(bad -> job.log().log(Level.WARNING, "cleaning up: " + bad.reason()));
    } catch (AutotestException too) {
      lost.addSuppressed(too);
      job.log().log(Level.WARNING, "cleaning up: " + too.problem());
    }
  }

  private Optional<Outcome> work(
      ServerTest test, int iterations, Map<String, Object> arguments, Path output) {
    Optional<Outcome> bad =
        phase(test::initialize, StatusCode.ERROR)
            .or(() -> phase(test::setup, StatusCode.ERROR))
            .or(() -> phase(test::warmup, StatusCode.FAIL));
    boolean profileOnly =
        Boolean.TRUE.equals(arguments.getOrDefault("profile_only", job.isProfileOnly()));
    int runs = iterations;
    if (profileOnly && job.profilers().isEmpty()) {
      job.record(StatusCode.WARN, "", NOTHING_TO_PROFILE_WITH);
      runs = 0;
    }
    for (int i = 1; i <= runs && bad.isEmpty(); i++) {
      bad = iterate(test, new Iteration(i, profileOnly, true), output);
    }
    if (bad.isEmpty() && !profileOnly && !job.profilers().isEmpty()) {
      bad = iterate(test, new Iteration(iterations + 1, true, false), output);
    }
    return bad.or(() -> phase(test::postprocess, StatusCode.FAIL));
  }

  /// One of the runs of a test.
  ///
  /// @param isMeasured whether something is made of its output
  private record Iteration(int number, boolean isProfiled, boolean isMeasured) {}

  /// What comes after it comes also when something was wrong, which is what counts.
  private Optional<Outcome> iterate(ServerTest test, Iteration iteration, Path output) {
    test.begin(iteration.number());
    Optional<Outcome> bad;
    try {
      bad = once(test, iteration, output);
    } catch (AutotestException lost) {
      undoAfter(lost, test::afterIteration);
      throw lost;
    }
    Optional<Outcome> after = phase(test::afterIteration, StatusCode.FAIL);
    return bad.or(() -> after);
  }

  private Optional<Outcome> once(ServerTest test, Iteration iteration, Path output) {
    Optional<Outcome> bad =
        phase(test::beforeIteration, StatusCode.FAIL)
            .or(() -> phase(test::beforeRunOnce, StatusCode.FAIL))
            .or(
                () ->
                    iteration.isProfiled()
                        ? profiled(test, iteration.number(), output)
                        : phase(test::runOnce, StatusCode.FAIL))
            .or(() -> phase(test::afterRunOnce, StatusCode.FAIL));
    if (bad.isEmpty() && iteration.isMeasured()) {
      bad = phase(test::postprocessIteration, StatusCode.FAIL);
    }
    return bad;
  }

  /// One run under the profilers, on the machines that are in use by now. When the job is told to
  /// stop, what they saw is not waited for: they end with what else the job has on its machines.
  private Optional<Outcome> profiled(ServerTest test, int iteration, Path output) {
    HostProfilers profilers = job.profile();
    boolean stopped = false;
    try {
      return phase(test::runOnce, StatusCode.FAIL);
    } catch (Stopped stop) {
      stopped = true;
      throw stop;
    } finally {
      if (!stopped) {
        job.bring(profilers, output.resolve("profiling").resolve("iteration." + iteration));
      }
    }
  }

  @FunctionalInterface
  private interface Phase {
    void run() throws Exception;
  }

  private Optional<Outcome> phase(Phase phase, StatusCode code) {
    try {
      phase.run();
      return Optional.empty();
    } catch (TestEnd chosen) {
      return Optional.of(new Outcome(chosen.code(), chosen.problem()));
    } catch (CommandFailed failed) {
      return Optional.of(new Outcome(code, failed.problem()));
    } catch (SshFailure failed) {
      if (failed.blame() == Blame.SUBMITTER) {
        return Optional.of(new Outcome(code, failed.problem()));
      }
      throw failed;
    } catch (AutotestException | Stopped over) {
      throw over;
    } catch (InterruptedException stop) {
      throw new Stopped();
    } catch (Exception | Error thrown) {
      String words = Thrown.inWords(thrown);
      job.log().log(Level.ERROR, words + places(thrown));
      return Optional.of(new Outcome(code, words));
    }
  }

  /// Where in its source a test was, which has no package: the innermost first, each on a line.
  private static String places(Throwable thrown) {
    return Stream.of(thrown.getStackTrace())
        .filter(frame -> !frame.getClassName().contains("."))
        .map(frame -> "\n    at %s:%d".formatted(frame.getFileName(), frame.getLineNumber()))
        .collect(Collectors.joining());
  }

  private ServerTest load(String name) {
    if (!name.matches("[a-z][a-z0-9_]{0,60}")) {
      throw problem(name, Blame.SUBMITTER, "it is no name of a test");
    }
    String className = camelCase(name);
    Path source = directory.resolve(name).resolve(className + ".java");
    try {
      String text = Files.readString(source, StandardCharsets.UTF_8);
      Path into = Files.createDirectories(classes.resolve(name));
      JavaSource.compile(className, text, into)
          .ifPresent(
              wrong -> {
                wrong.log(job.log());
                throw problem(name, wrong.blame(), wrong.words());
              });
      return JavaSource.instance(JavaSource.load(className, into, ServerTest.class));
    } catch (IOException unreadable) {
      throw problem(
          name, Blame.SUBMITTER, "reading %s: %s".formatted(source, unreadable.getMessage()));
    } catch (ReflectiveOperationException | ClassCastException wrong) {
      throw problem(
          name,
          Blame.SUBMITTER,
          "it has no class %s that is a ServerTest: %s".formatted(className, wrong));
    }
  }

  private static Path make(Path output, String name) {
    if (Files.exists(output)) {
      throw problem(name, Blame.SUBMITTER, "%s exists already, give it a tag".formatted(output));
    }
    try {
      return Files.createDirectories(output);
    } catch (IOException full) {
      throw new ResultsUnwritable(output, full);
    }
  }

  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    for (String word : name.split("_", -1)) {
      if (!word.isEmpty()) {
        camel.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
      }
    }
    return camel.toString();
  }

  private static ControlFailure problem(String name, Blame blame, String words) {
    return new ControlFailure(blame, "running the test %s: %s".formatted(name, words));
  }
}
