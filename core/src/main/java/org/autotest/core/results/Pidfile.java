package org.autotest.core.results;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/// What an execution says of itself in its results directory, in `.autoserv_execute` (and
/// `.collect_crashinfo_execute`, `.parser_execute`, `.archiver_execute`).
///
/// While it runs the file has one line, the pid; at the end three:
///
/// ```
/// 4711
/// 256
/// 2
/// ```
///
/// pid, wait status (exit status × 256 + signal), number of failed tests.
public sealed interface Pidfile {
  /// The file of the main run.
  String AUTOSERV = ".autoserv_execute";

  /// The file of a run that collects what a killed run left.
  String COLLECT_CRASHINFO = ".collect_crashinfo_execute";

  /// Nothing was written, or not yet.
  record Absent() implements Pidfile {}

  /// The process is at work.
  ///
  /// @param pid of the process that wrote it
  record Running(long pid) implements Pidfile {}

  /// The process has ended and said how.
  ///
  /// @param waitStatus exit status × 256 + signal
  /// @param testsFailed tests whose status counts as a failure
  record Ended(long pid, int waitStatus, int testsFailed) implements Pidfile {
    /// Exited by itself with status 0.
    public boolean isSuccess() {
      return waitStatus == 0;
    }

    /// Was ended by a signal, or lost: something may be left on the host.
    public boolean wasKilled() {
      return (waitStatus & 0x7f) != 0;
    }
  }

  /// Somebody else wrote there.
  ///
  /// @param text each byte as one character
  record Corrupt(String text) implements Pidfile {}

  /// Reads a pidfile. Two lines mean that it was caught half written: still running.
  static Pidfile read(Path file) throws IOException {
    return strict(lines(file));
  }

  /// Reads the pidfile of a run that is over, whose results are judged by the wait status in its
  /// second line also when the third is missing or more follow.
  static Pidfile readOfEnded(Path file) throws IOException {
    List<String> lines = lines(file);
    Pidfile strict = strict(lines);
    if (strict instanceof Ended || lines.size() < 2) {
      return strict;
    }
    return number(lines.get(1))
        .<Pidfile>map(
            status -> new Ended(number(lines.getFirst()).orElse(0L), status.intValue(), 0))
        .orElse(strict);
  }

  /// Without those at its end that are blank; none when there is no such file.
  private static List<String> lines(Path file) throws IOException {
    try {
      // Whatever bytes are there: what is none of ours is told as such.
      return Files.readString(file, StandardCharsets.ISO_8859_1)
          .stripTrailing()
          .lines()
          .map(String::strip)
          .toList();
    } catch (NoSuchFileException absent) {
      return List.of();
    }
  }

  private static Pidfile strict(List<String> lines) {
    if (lines.isEmpty()) {
      return new Absent();
    }
    Optional<Long> pid = number(lines.get(0));
    if (pid.isEmpty() || lines.size() > 3) {
      return new Corrupt(String.join("\n", lines));
    }
    if (lines.size() < 3) {
      return new Running(pid.get());
    }
    Optional<Long> status = number(lines.get(1));
    Optional<Long> failed = number(lines.get(2));
    return status.isPresent() && failed.isPresent()
        ? new Ended(pid.get(), status.get().intValue(), failed.get().intValue())
        : new Corrupt(String.join("\n", lines));
  }

  /// Writes it, in one step: a reader sees the old text or the new.
  static void write(Path file, Pidfile pidfile) throws IOException {
    String text =
        switch (pidfile) {
          case Running(long pid) -> pid + "\n";
          case Ended(long pid, int status, int failed) ->
              "%d\n%d\n%d\n".formatted(pid, status, failed);
          case Absent _, Corrupt _ ->
              throw new IllegalArgumentException(
                  "only a running or ended process writes a pidfile");
        };
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, text);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException notOne) {
      return Optional.empty();
    }
  }
}
