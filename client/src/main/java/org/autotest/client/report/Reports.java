package org.autotest.client.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
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
  public void write(Path results, Timings timings, InstantSource clock, LogSink log) {
    RunRecord run;
    try {
      run = RunRecord.read(results, timings);
    } catch (IOException unreadable) {
      log.log(LogLevel.ERROR, "reading the status log again: " + unreadable.getMessage());
      return;
    }
    attempt(log, "status.json", () -> JsonReport.write(run, clock.instant()));
    attempt(log, "job_report.html", () -> new HtmlReport(run, tag).write());
    if (tap) {
      attempt(log, "the TAP files", () -> new TapReport(run).write());
    }
    junit.ifPresent(
        file ->
            attempt(log, file.toString(), () -> new JUnitReport(run, tag, hostname).write(file)));
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private static void attempt(LogSink log, String what, Attempt attempt) {
    try {
      attempt.run();
    } catch (IOException full) {
      log.log(LogLevel.ERROR, "writing %s: %s".formatted(what, full));
    }
  }
}
