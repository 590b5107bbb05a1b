package org.autotest.client.report;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.autotest.client.files.FileTrouble;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;

/// Writes what is told of a job that has ended.
///
/// @param tag of the job
/// @param hostname of this machine
/// @param tap whether TAP files are wanted
/// @param junit where JUnit XML is wanted; empty for nowhere
public record Reports(String tag, String hostname, boolean tap, Optional<Path> junit) {

  /// Writes all that is wanted into the results directory, and JUnit XML where it is wanted. What
  /// cannot be written is told in the log.
  ///
  /// @param timings more exact than the status log; what is not in them is told in whole seconds
  /// @return whether the JUnit XML is where it is wanted
  public boolean write(Path results, Timings timings, InstantSource clock, LogSink log) {
    RunRecord run;
    try {
      run = RunRecord.read(results, timings);
    } catch (IOException unreadable) {
      log.log(LogLevel.ERROR, "reading the status log again: " + unreadable.getMessage());
      return junit.isEmpty();
    }
    attempt(log, "status.json", () -> JsonReport.write(run, clock.instant()));
    attempt(log, "job_report.html", () -> new HtmlReport(run, tag).write());
    if (tap) {
      attempt(log, "the TAP files", () -> new TapReport(run).write());
    }
    return junit.isEmpty()
        || attempt(
            log,
            junit.get().toString(),
            () -> new JUnitReport(run, tag, hostname).write(junit.get()));
  }

  /// Tries whether JUnit XML can be written where it is wanted. What is there stays.
  ///
  /// @throws IOException when it cannot
  public static void tryJunit(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "it is a directory");
    }
    Path beside = JUnitReport.beside(file);
    Files.createDirectories(beside.getParent());
    Files.writeString(beside, "");
    Files.delete(beside);
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private static boolean attempt(LogSink log, String what, Attempt attempt) {
    try {
      attempt.run();
      return true;
    } catch (IOException full) {
      log.log(LogLevel.ERROR, "writing %s: %s".formatted(what, FileTrouble.reason(full)));
      return false;
    }
  }
}
