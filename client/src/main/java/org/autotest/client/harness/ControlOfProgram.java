package org.autotest.client.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.autotest.client.process.ProcessGroup;

/// The control file that a program has for this machine: it is run as `PROGRAM bootstrap [ARGS]`,
/// prints the file, and exits with 0. What it says on standard error goes to the console.
public final class ControlOfProgram {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final long BYTES_MAX = 1 << 20;

  private ControlOfProgram() {}

  /// Asks for it. A client that is told to stop meanwhile ends the program.
  ///
  /// @param args its second word; empty for none
  /// @param control takes the bytes that it prints, in place of what was there, when all are there
  /// @throws IllegalArgumentException when it has none for this machine, prints more than 1 MiB,
  ///   does not exit with 0 within ten minutes, or cannot be run
  public static void write(String program, String args, Path control) throws IOException {
    ProgramHarness.requireProgram(program);
    Path printed = control.resolveSibling(control.getFileName() + ".new");
    try {
      run(program, args, printed);
      // One byte is one character, so that any text can be looked at.
      if (Files.readString(printed, StandardCharsets.ISO_8859_1).isBlank()) {
        throw new IllegalArgumentException(
            "the harness %s has no control file for this machine".formatted(program));
      }
      Files.move(
          printed, control, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(printed);
    }
  }

  private static void run(String program, String args, Path printed) throws IOException {
    // Known before the program is there, so that none is left by a client that ends just then.
    CompletableFuture<ProcessGroup> started = new CompletableFuture<>();
    Thread ending = Thread.ofPlatform().unstarted(() -> end(started));
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      ProcessGroup.Spoken asked =
          ProcessGroup.startSpoken(
              ProgramHarness.command(program, "bootstrap", args),
              ProcessBuilder.Redirect.to(printed.toFile()));
      started.complete(asked.group());
      asked.input().close();
      String problem = await(asked.group(), printed);
      if (!problem.isEmpty()) {
        asked.group().killNow();
        throw new IllegalArgumentException(
            "the harness %s gave no control file: %s".formatted(program, problem));
      }
    } finally {
      started.cancel(false);
      forget(ending);
    }
  }

  private static void end(CompletableFuture<ProcessGroup> started) {
    try {
      started.join().killNow();
    } catch (CancellationException notStarted) {
      // Nothing is there to be ended.
    }
  }

  /// What went wrong; empty when all went well.
  private static String await(ProcessGroup group, Path printed) throws IOException {
    long end = System.nanoTime() + LIMIT.toNanos();
    try {
      while (!group.waitFor(LOOK)) {
        if (Files.size(printed) > BYTES_MAX) {
          break;
        }
        if (System.nanoTime() > end) {
          return "it did not end within %d minutes".formatted(LIMIT.toMinutes());
        }
      }
      if (Files.size(printed) > BYTES_MAX) {
        return "it printed more than %d KiB".formatted(BYTES_MAX / 1024);
      }
      return group.exitValue() == 0 ? "" : "rc=" + group.exitValue();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return "the client is being stopped";
    }
  }

  private static void forget(Thread ending) {
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException stopping) {
      // It is at work.
    }
  }
}
