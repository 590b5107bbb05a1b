package org.autotest.client.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.autotest.client.api.CommandFailed;
import org.autotest.client.api.CommandResult;
import org.autotest.client.api.TestError;
import org.autotest.client.process.CommandMark;
import org.autotest.core.program.CallersLocale;
import org.jspecify.annotations.Nullable;

/// Runs commands for a test. They stay in the test's session, so they end with it.
final class Shell {
  private static final int OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
  private static final int KILL_ROUNDS_MAX = 50;
  private static final int KILL_PAUSE_MILLIS = 20;
  private static final Path BASH = Path.of("/bin/bash");

  private final Path directory;
  private final Path tmp;
  private final BiConsumer<String, String> log;

  Shell(Path directory, Path tmp, BiConsumer<String, String> log) {
    this.directory = directory;
    this.tmp = tmp;
    this.log = log;
  }

  /// Runs one command.
  ///
  /// @param limit null for none
  /// @throws CommandFailed when the time is over; the command and all it started are gone then
  CommandResult run(String command, @Nullable Duration limit) {
    log.accept("DEBUG", "Running '" + command + "'");
    long start = System.nanoTime();
    try {
      CommandMark mark = new CommandMark();
      Process process = start(command, mark);
      Capture out =
          new Capture(process.getInputStream(), line -> log.accept("DEBUG", "[stdout] " + line));
      Capture err =
          new Capture(process.getErrorStream(), line -> log.accept("ERROR", "[stderr] " + line));
      boolean ended = await(process, limit);
      if (!ended) {
        end(process, mark);
      }
      CommandResult result =
          new CommandResult(
              command,
              exitStatus(process.waitFor()),
              out.text(),
              err.text(),
              Duration.ofNanos(System.nanoTime() - start));
      if (!ended && limit != null) {
        throw new CommandFailed(
            result,
            "Command(s) did not complete within %s seconds"
                .formatted(PythonText.repr(limit.toMillis() / 1000.0)));
      }
      return result;
    } catch (IOException cannot) {
      throw new TestError("running '%s': %s".formatted(command, cannot.getMessage()));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new TestError("running '%s': the test is being stopped".formatted(command));
    }
  }

  private Process start(String command, CommandMark mark) throws IOException {
    String shell = Files.isExecutable(BASH) ? BASH.toString() : "/bin/sh";
    ProcessBuilder builder = new ProcessBuilder(List.of(shell, "-c", command));
    CallersLocale.putBack(builder.environment());
    builder.environment().put("TMPDIR", tmp.toString());
    mark.putInto(builder.environment());
    return builder
        .directory(directory.toFile())
        .redirectInput(Path.of("/dev/null").toFile())
        .start();
  }

  private static boolean await(Process process, @Nullable Duration limit)
      throws InterruptedException {
    if (limit == null) {
      process.waitFor();
      return true;
    }
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void end(Process process, CommandMark mark) throws InterruptedException {
    Set<ProcessHandle> known = new LinkedHashSet<>(List.of(process.toHandle()));
    left(known, mark).forEach(ProcessHandle::destroy);
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    // Again, for what was forked meanwhile.
    for (int round = 1; round <= KILL_ROUNDS_MAX; round++) {
      List<ProcessHandle> left = left(known, mark);
      if (left.isEmpty()) {
        return;
      }
      left.forEach(ProcessHandle::destroyForcibly);
      TimeUnit.MILLISECONDS.sleep(KILL_PAUSE_MILLIS);
    }
  }

  /// What lives of the command, by its mark and, for those that cleared their environment, by whom
  /// they were started. One that nobody has waited for yet has no command.
  ///
  /// @param known what was found before, and is added to: parents may have ended since
  private static List<ProcessHandle> left(Set<ProcessHandle> known, CommandMark mark) {
    known.addAll(mark.processes());
    List.copyOf(known).forEach(parent -> parent.descendants().forEach(known::add));
    return known.stream().filter(one -> one.isAlive() && one.info().command().isPresent()).toList();
  }

  /// As Python gives it: a signal is a negative number.
  private static int exitStatus(int exitValue) {
    return exitValue > 128 && exitValue < 128 + 65 ? 128 - exitValue : exitValue;
  }

  /// Reads one output to its end, on a thread of its own.
  private static final class Capture {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Thread thread;

    Capture(InputStream pipe, java.util.function.Consumer<String> lines) {
      // One of the system: a virtual one would keep, as long as the command is silent, what others
      // run on.
      this.thread = Thread.ofPlatform().daemon().start(() -> read(pipe, lines));
    }

    /// What came, once the pipe has ended. A child left behind may hold it: one second is enough.
    String text() throws InterruptedException {
      thread.join(Duration.ofSeconds(1));
      synchronized (bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
      }
    }

    private void read(InputStream pipe, java.util.function.Consumer<String> lines) {
      byte[] buffer = new byte[8192];
      try (var printed = org.autotest.client.log.LineStream.printingTo(lines)) {
        for (int count = pipe.read(buffer); count >= 0; count = pipe.read(buffer)) {
          printed.write(buffer, 0, count);
          synchronized (bytes) {
            bytes.write(buffer, 0, Math.min(count, OUTPUT_BYTES_MAX - bytes.size()));
          }
        }
      } catch (IOException closed) {
        // The command is gone, and its pipe with it.
      }
    }
  }
}
