package org.autotest.client.profiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.autotest.client.api.ProfiledTest;
import org.autotest.client.api.TestProfiler;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.machine.Machine;
import org.autotest.client.process.ProcessGroup;
import org.jspecify.annotations.Nullable;

/// A program of the machine as a profiler: started before, ended after, with everything it started.
final class ToolProfiler implements TestProfiler {
  /// Whoever started the client in the background had it, and all that it starts, ignore SIGINT.
  private static final String HEEDING_INTERRUPTS =
      "env --default-signal=INT true 2>&- && set -- env --default-signal=INT \"$@\"; ";

  private static final Duration REPORT_LIMIT = Duration.ofMinutes(5);
  private static final Duration DRAIN_LIMIT = Duration.ofMillis(300);

  private static final Duration INTERRUPT_LIMIT = Duration.ofSeconds(5);

  /// A program to run.
  ///
  /// @param argv it and its arguments
  /// @param output the file in the profiling directory that takes its standard output; empty for
  ///   none
  record Command(List<String> argv, String output) {
    Command {
      argv = List.copyOf(argv);
    }
  }

  /// What a program does for a test.
  ///
  /// @param watch runs beside the test
  /// @param reports run afterwards, one after the other
  /// @param finish what is left to do with the files, such as deleting raw data
  /// @param measures how long it measures, after which it ends by itself and is waited for; zero
  ///   when it measures until it is interrupted
  record Work(Command watch, List<Command> reports, Finish finish, Duration measures) {
    Work {
      reports = List.copyOf(reports);
    }

    /// Measures until it is interrupted.
    Work(Command watch, List<Command> reports, Finish finish) {
      this(watch, reports, finish, Duration.ZERO);
    }

    /// Measures for a time.
    Work lasting(Duration time) {
      return new Work(watch, reports, finish, time);
    }

    /// Only watches.
    static Work watching(List<String> argv, String output) {
      return new Work(new Command(argv, output), List.of(), _ -> {});
    }
  }

  /// Works on the files of a profiler.
  interface Finish {
    /// Does it, in the profiling directory.
    void in(Path profiling) throws IOException;
  }

  private final String name;
  private final Machine machine;
  private final LogSink log;
  private final CompletableFuture<Boolean> hurry;
  private final Function<ProfiledTest, Work> plan;
  private @Nullable ProcessGroup process;
  private @Nullable Work work;

  /// The last line of standard error of what was started last.
  private volatile String complaint = "";

  /// A profiler.
  ///
  /// @param hurry is completed when the job is stopped: nothing is waited for any more
  /// @param plan what is to be done for a test
  ToolProfiler(
      String name,
      Machine machine,
      LogSink log,
      CompletableFuture<Boolean> hurry,
      Function<ProfiledTest, Work> plan) {
    this.name = name;
    this.machine = machine;
    this.log = log;
    this.hurry = hurry;
    this.plan = plan;
  }

  @Override
  public void start(ProfiledTest test) throws IOException {
    Work planned = plan.apply(test);
    String program = planned.watch().argv().getFirst();
    if (!program.startsWith("/") && !machine.has(program)) {
      String problem = "not available: '%s' is not installed on this machine".formatted(program);
      log.log(LogLevel.WARNING, "profiler %s: %s".formatted(name, problem));
      Files.writeString(test.profilingDir().resolve(name), problem + "\n");
      return;
    }
    work = planned;
    process = run(planned.watch(), test);
  }

  @Override
  public void stop(ProfiledTest test) throws InterruptedException {
    ProcessGroup running = process;
    process = null;
    if (running == null) {
      return;
    }
    Duration measures = work == null ? Duration.ZERO : work.measures();
    if (!measures.isZero()) {
      awaitMeasurement(running, measures.plus(INTERRUPT_LIMIT));
    }
    boolean byItself = !running.isAlive();
    if (!byItself) {
      running.interrupt(INTERRUPT_LIMIT);
    }
    running.kill();
    running.drainOutput(DRAIN_LIMIT);
    if (byItself) {
      tellEnd(running.exitValue(), measures);
    }
  }

  /// Nothing can be made of what a program left that could not do its work.
  private void tellEnd(int status, Duration measures) {
    if (measures.isZero() || status != 0) {
      log.log(
          LogLevel.WARNING,
          "profiler %s ended by itself with status %d%s".formatted(name, status, because()));
    }
    if (status != 0) {
      work = null;
    }
  }

  private String because() {
    return complaint.isEmpty() ? "" : ": " + complaint;
  }

  private void awaitMeasurement(ProcessGroup running, Duration limit) throws InterruptedException {
    try {
      CompletableFuture.anyOf(running.onExit(), hurry).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException late) {
      // Then it is interrupted.
    }
  }

  @Override
  public void report(ProfiledTest test) throws IOException, InterruptedException {
    Work done = work;
    work = null;
    if (done == null) {
      return;
    }
    for (Command command : done.reports()) {
      ProcessGroup report = run(command, test);
      boolean failed = !report.waitFor(REPORT_LIMIT) || report.exitValue() != 0;
      report.kill();
      report.drainOutput(DRAIN_LIMIT);
      if (failed) {
        log.log(
            LogLevel.WARNING,
            "profiler %s: %s failed%s"
                .formatted(name, String.join(" ", command.argv()), because()));
      }
    }
    done.finish().in(test.profilingDir());
  }

  /// The output goes straight into the file: it may be much. The shell becomes the program.
  private ProcessGroup run(Command command, ProfiledTest test) {
    String output = command.output();
    String redirected = output.isEmpty() ? "" : " >\"$0\"";
    List<String> argv = new ArrayList<>();
    argv.addAll(List.of("sh", "-c", HEEDING_INTERRUPTS + "exec \"$@\"" + redirected, output));
    argv.addAll(command.argv());
    complaint = "";
    return ProcessGroup.start(
        argv,
        test.profilingDir(),
        Map.of("LANG", "C", "LC_ALL", "C", "PATH", machine.searchPath()),
        line -> log.log(LogLevel.DEBUG, "stdout", 0, name + ": " + line),
        line -> {
          log.log(LogLevel.DEBUG, "stderr", 0, name + ": " + line);
          complaint = line.isBlank() ? complaint : line.strip();
        });
  }
}
