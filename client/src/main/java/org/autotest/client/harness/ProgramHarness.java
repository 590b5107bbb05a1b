package org.autotest.client.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.autotest.client.api.CommandResult;
import org.autotest.client.log.LogSink;
import org.autotest.client.machine.Programs;

/// A program of one's own. It is started as `PROGRAM events [ARGS]`, and reads on its standard
/// input what [SimpleHarness] writes, and after each test an empty `AUTOTEST_TEST_COMPLETE:`. The
/// input ends with the client. What it prints goes to the console.
///
/// It never holds the job: it is ended when 10,000 entries wait to be read, or when it is not over
/// ten seconds after the job.
///
/// Whoever has no control file asks it, as `PROGRAM bootstrap [ARGS]`: it prints one, and exits
/// with 0.
public final class ProgramHarness implements Harness {
  private static final int ENTRIES_MAX = 10_000;
  private static final Duration CONTROL_LIMIT = Duration.ofMinutes(10);
  private static final long END_SECONDS = 10;

  /// Behind it comes nothing; no line is empty.
  private static final String END = "";

  private final String program;
  private final String args;
  private final Process process;
  private final BlockingQueue<String> entries = new LinkedBlockingQueue<>(ENTRIES_MAX);

  private ProgramHarness(String program, String args, Process process) {
    this.program = program;
    this.args = args;
    this.process = process;
  }

  /// Starts the program.
  ///
  /// @param args its second word; empty for none
  /// @throws IllegalArgumentException when it cannot be started
  static ProgramHarness start(String program, String args) {
    try {
      Process process =
          new ProcessBuilder(command(program, "events", args))
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      ProgramHarness harness = new ProgramHarness(program, args, process);
      Thread.ofPlatform().daemon().name("harness").start(harness::feed);
      return harness;
    } catch (IOException cannot) {
      throw new IllegalArgumentException(
          "the harness %s cannot be started: %s".formatted(program, cannot.getMessage()), cannot);
    }
  }

  /// Asks a program for a control file.
  ///
  /// @param log takes what it prints
  /// @return the text of the control file, at most 1 MiB
  /// @throws org.autotest.client.api.CommandFailed when it does not exit with 0 within ten minutes
  /// @throws IllegalArgumentException when it has none for this machine
  public static String control(String program, String args, LogSink log) {
    List<String> command = command(program, "bootstrap", args);
    CommandResult result =
        new Programs(log).require(command, Path.of("").toAbsolutePath(), CONTROL_LIMIT);
    if (result.stdout().isBlank()) {
      throw new IllegalArgumentException(
          "the harness %s has no control file for this machine".formatted(program));
    }
    return result.stdout();
  }

  private static List<String> command(String program, String what, String args) {
    if (!Files.isRegularFile(Path.of(program)) || !Files.isExecutable(Path.of(program))) {
      throw new IllegalArgumentException(
          "the harness %s is no program that can be run".formatted(program));
    }
    List<String> command = new ArrayList<>(List.of(program, what));
    if (!args.isEmpty()) {
      command.add(args);
    }
    return command;
  }

  @Override
  public String name() {
    return program;
  }

  @Override
  public String args() {
    return args;
  }

  @Override
  public void status(String entry, String branch) {
    hand(StatusStream.lines(entry, branch));
  }

  @Override
  public void testComplete() {
    hand("AUTOTEST_TEST_COMPLETE:\n");
  }

  private void hand(String lines) {
    if (process.isAlive() && !entries.offer(lines)) {
      process.destroyForcibly();
    }
  }

  private void feed() {
    try (OutputStream in = process.getOutputStream()) {
      for (String lines = entries.take(); !lines.equals(END); lines = entries.take()) {
        in.write(lines.getBytes(StandardCharsets.UTF_8));
        in.flush();
      }
    } catch (IOException gone) {
      // It reads no more; the job goes on.
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void end() {
    try {
      boolean told = entries.offer(END, END_SECONDS, TimeUnit.SECONDS);
      if (!told || !process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
