package org.autotest.autoserv;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.autotest.autoserv.results.FailureFile;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.results.Pidfile;

/// What an execution tells the world outside about itself: that it runs, how it ended, and whose
/// failure it was. Keeps a little of the disk in reserve, so that the end can be told even when the
/// disk is full.
final class ExecutionRecord {
  private static final List<String> JOB_FILES =
      List.of("control.srv", StatusLogFile.NAME, Pidfile.AUTOSERV);

  private static final String RESERVE = ".reserve";
  private static final int RESERVE_BYTES = 64 * 1024;

  private final Path directory;
  private final Optional<Path> pidfile;
  private final long pid;

  private ExecutionRecord(Path directory, Optional<Path> pidfile, long pid) {
    this.directory = directory;
    this.pidfile = pidfile;
    this.pid = pid;
  }

  /// Whether the directory holds what an execution writes.
  static boolean isJobDirectory(Path directory) {
    return JOB_FILES.stream().anyMatch(name -> Files.exists(directory.resolve(name)));
  }

  /// Says that the execution runs.
  ///
  /// @param pidfile name of the file in the directory; empty for none
  /// @throws ResultsUnwritable when the directory cannot be made or written
  static ExecutionRecord begin(Path directory, Optional<String> pidfile, long pid) {
    ExecutionRecord record = new ExecutionRecord(directory, pidfile.map(directory::resolve), pid);
    try {
      Files.createDirectories(directory.resolve("debug"));
      if (record.pidfile.isPresent()) {
        Pidfile.write(record.pidfile.get(), new Pidfile.Running(pid));
      }
      Files.write(directory.resolve(RESERVE), new byte[RESERVE_BYTES]);
    } catch (IOException full) {
      throw new ResultsUnwritable(directory, full);
    }
    return record;
  }

  Path directory() {
    return directory;
  }

  /// Writes down whose failure ended the execution.
  void fail(AutotestException failure, System.Logger log) {
    release();
    log.log(Level.ERROR, "%s (blame: %s)".formatted(failure.problem(), failure.blame().inWords()));
    try {
      FailureFile.write(directory, failure);
    } catch (IOException full) {
      log.log(Level.ERROR, "writing the failure down: " + full.getMessage());
    }
  }

  /// Says that the execution is over.
  ///
  /// @param waitStatus exit status × 256 + signal
  void end(int waitStatus, int testsFailed) throws IOException {
    release();
    if (pidfile.isEmpty()) {
      return;
    }
    Pidfile ended = new Pidfile.Ended(pid, waitStatus, testsFailed);
    try {
      Pidfile.write(pidfile.get(), ended);
    } catch (IOException full) {
      overwrite(pidfile.get(), waitStatus, testsFailed);
    }
  }

  /// A full disk still takes a few bytes more in a block that a file already has.
  private void overwrite(Path file, int waitStatus, int testsFailed) throws IOException {
    String text = "%d%n%d%n%d%n".formatted(pid, waitStatus, testsFailed);
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.write(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void release() {
    try {
      Files.deleteIfExists(directory.resolve(RESERVE));
    } catch (IOException stays) {
      // It is small; what follows will tell whether there is room.
    }
  }
}
