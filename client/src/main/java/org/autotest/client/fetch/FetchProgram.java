package org.autotest.client.fetch;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.autotest.client.process.ProcessGroup;
import org.autotest.client.process.ProcessNotStarted;
import org.autotest.core.failure.Blame;

/// A program that fetches or unpacks, whose time and whose files have a limit.
final class FetchProgram {
  /// @param time after which it is killed
  /// @param bytes most bytes of the files that it makes
  record Limits(Duration time, long bytes) {}

  /// Keeps the end of what is said.
  private static final class Said implements Consumer<String> {
    private final StringBuilder end = new StringBuilder();

    @Override
    public synchronized void accept(String line) {
      end.append(line).append('\n');
      end.delete(0, Math.max(0, end.length() - SAID_CHARS_MAX));
    }

    synchronized String text() {
      return end.toString().strip();
    }
  }

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration DRAIN = Duration.ofSeconds(2);
  private static final int SAID_CHARS_MAX = 4096;

  /// What setsid ends with when the program is not there.
  private static final int NOT_FOUND = 127;

  private final Limits limits;
  private final Path directory;
  private final Map<String, String> variables;

  /// One that makes files below a directory.
  ///
  /// @param variables further ones of its environment
  FetchProgram(Limits limits, Path directory, Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
    this.limits = limits;
    this.directory = directory;
  }

  /// Runs it to its end. Nothing of it, and of what it started, goes on afterwards.
  ///
  /// @param attempt for messages: what it is run for
  /// @throws FetchFailed when it fails, is not there, takes too long, or makes too much
  void run(List<String> command, String attempt) throws IOException {
    Said said = new Said();
    ProcessGroup group = start(command, said, attempt);
    try {
      long begun = System.nanoTime();
      while (!group.waitFor(LOOK)) {
        requireRoom(attempt);
        if (System.nanoTime() - begun > limits.time().toNanos()) {
          throw new FetchFailed(
              Blame.LAB,
              "%s: %s did not end in %d s"
                  .formatted(attempt, command.getFirst(), limits.time().toSeconds()));
        }
      }
      requireRoom(attempt);
      group.drainOutput(DRAIN);
    } catch (InterruptedException stop) {
      group.killNow();
      Thread.currentThread().interrupt();
      throw new FetchFailed(Blame.SUBMITTER, attempt + ": interrupted");
    } finally {
      group.killNow();
    }
    if (group.exitValue() == NOT_FOUND) {
      throw new FetchFailed(
          Blame.HOST,
          "%s: %s is not installed on this machine".formatted(attempt, command.getFirst()));
    }
    if (group.exitValue() != 0) {
      throw new FetchFailed(
          Blame.LAB,
          "%s: %s ended with %d: %s"
              .formatted(attempt, command.getFirst(), group.exitValue(), said.text()));
    }
  }

  private ProcessGroup start(List<String> command, Said said, String attempt) {
    try {
      return ProcessGroup.start(command, directory, variables, said, said);
    } catch (ProcessNotStarted cannot) {
      throw new FetchFailed(Blame.HOST, "%s: %s".formatted(attempt, cannot.problem()));
    }
  }

  private void requireRoom(String attempt) throws IOException {
    long[] bytes = new long[1];
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    if (bytes[0] > limits.bytes()) {
      throw new FetchFailed(
          Blame.SUBMITTER, "%s: it has more than %d bytes".formatted(attempt, limits.bytes()));
    }
  }
}
