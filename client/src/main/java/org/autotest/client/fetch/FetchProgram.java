package org.autotest.client.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.autotest.core.failure.Blame;

/// A program that fetches or unpacks, whose time and whose files have a limit.
final class FetchProgram {
  /// @param time after which it is killed
  /// @param bytes most bytes of the files that it makes
  record Limits(Duration time, long bytes) {}

  private static final long LOOK_MILLIS = 1000;
  private static final int SAID_BYTES_MAX = 4096;

  private final Limits limits;
  private final Path directory;

  /// One that makes files below a directory.
  FetchProgram(Limits limits, Path directory) {
    this.limits = limits;
    this.directory = directory;
  }

  /// Runs it to its end.
  ///
  /// @param attempt for messages: what it is run for
  /// @throws FetchFailed when it fails, is not there, takes too long, or makes too much
  void run(List<String> command, String attempt) throws IOException {
    Path said = Files.createTempFile(directory, "said-", "");
    Process process = start(command, said, attempt);
    try {
      long begun = System.nanoTime();
      while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        requireRoom(attempt);
        if (System.nanoTime() - begun > limits.time().toNanos()) {
          throw new FetchFailed(
              Blame.LAB,
              "%s: %s did not end in %d s"
                  .formatted(attempt, command.getFirst(), limits.time().toSeconds()));
        }
      }
      requireRoom(attempt);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new FetchFailed(Blame.SUBMITTER, attempt + ": interrupted");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new FetchFailed(
          Blame.LAB,
          "%s: %s ended with %d: %s"
              .formatted(attempt, command.getFirst(), process.exitValue(), end(said)));
    }
  }

  private static Process start(List<String> command, Path said, String attempt) {
    try {
      return new ProcessBuilder(command)
          .redirectInput(Path.of("/dev/null").toFile())
          .redirectErrorStream(true)
          .redirectOutput(said.toFile())
          .start();
    } catch (IOException missing) {
      throw new FetchFailed(
          Blame.HOST,
          "%s: %s is not installed on this machine".formatted(attempt, command.getFirst()));
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

  private static String end(Path said) throws IOException {
    byte[] bytes = Files.readAllBytes(said);
    int from = Math.max(0, bytes.length - SAID_BYTES_MAX);
    return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).strip();
  }
}
