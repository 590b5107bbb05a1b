package org.autotest.client.machine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.autotest.client.api.CommandFailed;
import org.autotest.client.api.CommandResult;
import org.autotest.client.api.TestError;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.process.ProcessGroup;

/// Runs programs for the job itself, each in a session of its own, so that one that takes too long
/// is ended with everything it started. Words are handed over as they are: no shell looks at them.
public final class Programs {
  /// How long a program may take that only asks or changes a setting.
  public static final Duration SHORT = Duration.ofMinutes(2);

  /// How long one may take that writes a whole disk or builds a kernel.
  public static final Duration LONG = Duration.ofHours(6);

  private static final int OUTPUT_CHARS_MAX = 1 << 20;
  private static final String LEFT_OUT = "[the rest of the output is only in the log]";
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final LogSink log;
  private final Set<ProcessGroup> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// Programs whose output goes to a log.
  public Programs(LogSink log) {
    this.log = log;
  }

  /// Runs a program that must succeed.
  ///
  /// @param argv the program and its words
  /// @param limit the time after which it is killed
  /// @throws CommandFailed when it exits with another status than 0, or not in time
  public CommandResult require(List<String> argv, Path directory, Duration limit) {
    return require(argv, directory, limit, _ -> {});
  }

  /// Like the other, and tells each line that it prints.
  ///
  /// @param lines is called by several threads, one at a time
  public CommandResult require(
      List<String> argv, Path directory, Duration limit, Consumer<String> lines) {
    Object turn = new Object();
    CommandResult result =
        run(
            argv,
            directory,
            limit,
            line -> {
              synchronized (turn) {
                lines.accept(line);
              }
            });
    if (!result.isSuccess()) {
      throw new CommandFailed(result, "Command returned non-zero exit status");
    }
    return result;
  }

  /// Runs a program, whatever its status will be.
  ///
  /// @throws CommandFailed when it does not end in time, or cannot be started
  public CommandResult run(List<String> argv, Path directory, Duration limit) {
    return run(argv, directory, limit, _ -> {});
  }

  private CommandResult run(
      List<String> argv, Path directory, Duration limit, Consumer<String> lines) {
    String shown = String.join(" ", argv);
    log.log(LogLevel.DEBUG, "Running '" + shown + "'");
    long start = System.nanoTime();
    Kept out = new Kept(lines.andThen(line -> log.log(LogLevel.DEBUG, "[stdout] " + line)));
    Kept err = new Kept(lines.andThen(line -> log.log(LogLevel.DEBUG, "[stderr] " + line)));
    ProcessGroup group = ProcessGroup.start(argv, directory, Map.of("LC_ALL", "C"), out, err);
    running.add(group);
    if (closed) {
      group.kill();
    }
    try {
      boolean inTime = group.waitFor(limit);
      if (!inTime) {
        group.kill();
      }
      group.drainOutput(DRAIN);
      int exit = inTime ? group.exitValue() : 128 + 15;
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      CommandResult result = new CommandResult(shown, exit, out.text(), err.text(), taken);
      if (!inTime) {
        throw new CommandFailed(
            result, "Command did not complete within %d seconds".formatted(limit.toSeconds()));
      }
      return result;
    } catch (InterruptedException stop) {
      group.kill();
      Thread.currentThread().interrupt();
      throw new TestError("running '%s': the job is being stopped".formatted(shown));
    } finally {
      running.remove(group);
    }
  }

  /// Ends every program that is at work, and each that is started later. Any thread may call it.
  public void close() {
    closed = true;
    killAll();
  }

  /// Ends every program that is at work. Any thread may call it.
  public void killAll() {
    running.forEach(ProcessGroup::kill);
  }

  /// Keeps the beginning of an output, up to the first line that does not fit.
  private static final class Kept implements Consumer<String> {
    private final StringBuilder text = new StringBuilder();
    private final Consumer<String> further;
    private boolean isFull;

    Kept(Consumer<String> further) {
      this.further = further;
    }

    @Override
    public synchronized void accept(String line) {
      further.accept(line);
      if (isFull) {
        return;
      }
      isFull = text.length() + line.length() >= OUTPUT_CHARS_MAX;
      text.append(isFull ? LEFT_OUT : line).append('\n');
    }

    synchronized String text() {
      return text.toString();
    }
  }
}
