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
import org.autotest.client.process.ProcessGroup;
import org.jspecify.annotations.Nullable;

/// A program of one's own. It is started as `PROGRAM events [ARGS]`, and reads on its standard
/// input what [SimpleHarness] writes, and after each test an empty `AUTOTEST_TEST_COMPLETE:`. The
/// input ends with the client. What it prints goes to the console.
///
/// It never holds the job: it is ended, with what it started, when 10,000 entries wait to be read,
/// or when it is not over ten seconds after the job.
///
/// Whoever has no control file asks it, as [ControlOfProgram] says.
public final class ProgramHarness implements Harness {
  private static final int ENTRIES_MAX = 10_000;
  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  /// Behind it comes nothing; no line is empty.
  private static final String END = "";

  private final String program;
  private final String args;
  private final BlockingQueue<String> entries = new LinkedBlockingQueue<>(ENTRIES_MAX);
  private volatile @Nullable ProcessGroup running;
  private volatile boolean readsNoMore;

  private ProgramHarness(String program, String args) {
    this.program = program;
    this.args = args;
  }

  /// Of a program that is there.
  ///
  /// @param args its second word; empty for none
  /// @throws IllegalArgumentException when it cannot be run
  static ProgramHarness of(String program, String args) {
    requireProgram(program);
    return new ProgramHarness(program, args);
  }

  /// Fails when there is nothing to run.
  ///
  /// @throws IllegalArgumentException when it is no file that may be executed
  static void requireProgram(String program) {
    if (!Files.isRegularFile(Path.of(program)) || !Files.isExecutable(Path.of(program))) {
      throw new IllegalArgumentException(
          "the harness %s is no program that can be run".formatted(program));
    }
  }

  /// Its command line.
  static List<String> command(String program, String what, String args) {
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
  public void begin() {
    ProcessGroup.Spoken started =
        ProcessGroup.startSpoken(command(program, "events", args), ProcessBuilder.Redirect.INHERIT);
    running = started.group();
    Thread.ofPlatform().daemon().name("harness").start(() -> feed(started.input()));
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
    ProcessGroup group = running;
    if (group != null && !readsNoMore && !entries.offer(lines)) {
      group.killNow();
    }
  }

  private void feed(OutputStream input) {
    try (OutputStream in = input) {
      for (String lines = entries.take(); !lines.equals(END); lines = entries.take()) {
        in.write(lines.getBytes(StandardCharsets.UTF_8));
        in.flush();
      }
    } catch (IOException gone) {
      // It reads no more; the job goes on.
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      readsNoMore = true;
      entries.clear();
    }
  }

  /// Whoever comes second waits for the first.
  @Override
  public synchronized void end() {
    ProcessGroup group = running;
    if (group == null) {
      return;
    }
    running = null;
    try {
      boolean told = readsNoMore || entries.offer(END, END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (!told || !group.waitFor(END_LIMIT)) {
        group.killNow();
      }
    } catch (InterruptedException stop) {
      group.killNow();
      Thread.currentThread().interrupt();
    }
  }
}
