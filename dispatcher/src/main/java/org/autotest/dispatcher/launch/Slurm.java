package org.autotest.dispatcher.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.program.CallersLocale;
import org.autotest.dispatcher.launch.Launcher.Launch;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// The commands of Slurm, each ended after a while when its controller does not answer.
final class Slurm {
  /// What the reference to a job of Slurm's has in the place of a boot.
  static final String PLACE = "slurm";

  private static final String NAME = "autotest-";
  private static final String NO_SUCH_JOB = "Invalid job id specified";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Most that a command says; the list of jobs has some twenty bytes for each.
  private static final int SAID_BYTES_MAX = 8 << 20;

  /// `17` or `17;cluster`.
  private static final Pattern SUBMITTED = Pattern.compile("(?m)^(\\d{1,18})(;.*)?$");

  private static final Pattern LISTED = Pattern.compile("(\\d{1,18}) " + NAME + "(\\d{1,18})");

  private final List<String> options;
  private final Optional<Path> commands;

  /// A way to end a job.
  enum Ending {
    /// Its program is told, and not what that has started; one that has not begun never will.
    ASK,
    /// All of it is ended at once.
    FORCE
  }

  /// Prepares the commands.
  ///
  /// @param options more words for `sbatch`, such as `--partition=lab`
  /// @param commands the directory of the commands; empty: they are looked for in `PATH`
  Slurm(List<String> options, Optional<Path> commands) {
    this.options = List.copyOf(options);
    this.commands = commands;
  }

  /// Hands in a job.
  ///
  /// @param script a shell script; gets `arguments`
  /// @throws LaunchFailed when Slurm does not take it
  ProcessRef submit(Launch launch, String script, List<String> arguments) {
    List<String> argv =
        new ArrayList<>(
            List.of(
                "sbatch",
                "--parsable",
                "--no-requeue",
                "--job-name=" + NAME + launch.execution(),
                "--chdir=" + launch.directory(),
                "--output=" + launch.output().toString().replace("%", "%%"),
                "--open-mode=append"));
    argv.addAll(options);
    argv.add("/dev/stdin");
    argv.addAll(arguments);
    String said = run(argv, script);
    Matcher number = SUBMITTED.matcher(said);
    if (!number.find()) {
      throw new LaunchFailed("sbatch", "no number of a job in '%s'".formatted(oneLine(said)));
    }
    return reference(Long.parseLong(number.group(1)), launch.execution());
  }

  private static ProcessRef reference(long job, ExecutionId execution) {
    return new ProcessRef(job, execution.value(), PLACE);
  }

  /// Those of our executions that wait, run, or are about to end.
  ///
  /// @throws LaunchFailed when Slurm does not say
  Set<ProcessRef> jobs() {
    return listed(run(List.of("squeue", "--noheader", "--me", "--format=%A %j"), ""));
  }

  /// The executions in a list of `17 autotest-4`; jobs with other names are somebody else's.
  static Set<ProcessRef> listed(String text) {
    Set<ProcessRef> jobs = new HashSet<>();
    text.lines()
        .map(line -> LISTED.matcher(line.strip()))
        .filter(Matcher::matches)
        .forEach(
            line ->
                jobs.add(
                    reference(
                        Long.parseLong(line.group(1)),
                        new ExecutionId(Long.parseLong(line.group(2))))));
    return jobs;
  }

  /// Ends a job; one that has ended is left alone.
  ///
  /// @throws LaunchFailed when Slurm does not do it
  void end(ProcessRef job, Ending ending) {
    String number = Long.toString(job.pid());
    cancel(List.of("scancel", "--state=PENDING", number));
    switch (ending) {
      case ASK -> cancel(List.of("scancel", "--batch", "--signal=TERM", number));
      case FORCE -> cancel(List.of("scancel", "--full", "--signal=KILL", number));
    }
  }

  private void cancel(List<String> argv) {
    Said said = say(argv, "");
    if (!said.text().contains(NO_SUCH_JOB)) {
      said.require(argv.getFirst());
    }
  }

  private String run(List<String> argv, String input) {
    return say(argv, input).require(argv.getFirst());
  }

  /// What a command said, on either channel.
  private record Said(int status, String text) {
    /// The text, when the command succeeded.
    String require(String program) {
      if (status != 0) {
        throw new LaunchFailed(
            program,
            text.isBlank()
                ? "status %d within %d s".formatted(status, PATIENCE.toSeconds())
                : oneLine(text));
      }
      return text;
    }
  }

  private Said say(List<String> argv, String input) {
    List<String> command = new ArrayList<>(argv);
    commands.ifPresent(directory -> command.set(0, directory.resolve(argv.getFirst()).toString()));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      CallersLocale.putBack(builder.environment());
      Process process = builder.start();
      CompletableFuture<Void> limit =
          CompletableFuture.runAsync(
              process::destroyForcibly,
              CompletableFuture.delayedExecutor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      byte[] text = output(process);
      int status = process.onExit().join().exitValue();
      limit.cancel(false);
      return new Said(status, new String(text, StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new LaunchFailed(argv.getFirst(), Fence.said(failure), failure);
    }
  }

  /// Read by a thread of the system: a virtual one that waits in a pipe keeps what others run on.
  private static byte[] output(Process process) throws IOException {
    FutureTask<byte[]> read =
        new FutureTask<>(() -> process.getInputStream().readNBytes(SAID_BYTES_MAX));
    Thread.ofPlatform().daemon().name("slurm-output").start(read);
    try {
      return read.get();
    } catch (ExecutionException failure) {
      throw new IOException(failure.getCause());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("reading what it says: interrupted", stop);
    }
  }

  private static String oneLine(String text) {
    Optional<String> first = text.lines().filter(line -> !line.isBlank()).findFirst();
    return first.orElse("").replaceAll("\\p{Cntrl}", " ");
  }
}
