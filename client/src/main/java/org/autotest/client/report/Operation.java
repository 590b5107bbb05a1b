package org.autotest.client.report;

import java.time.Instant;
import java.util.Optional;
import org.autotest.core.statuslog.StatusCode;

/// A test, or a group, as the status log tells of it.
///
/// @param depth groups around it; the job itself has 0
/// @param subdir its directory; empty for a group, and for a test that could have none
/// @param name the operation; empty for the job
/// @param code how it ended
/// @param message why, with all its lines
/// @param localtime when it ended, as the log says it
record Operation(
    int depth,
    Optional<String> subdir,
    String name,
    StatusCode code,
    String message,
    Optional<Instant> started,
    Optional<Instant> ended,
    String localtime) {

  /// The first line of the message.
  String reason() {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /// The directory, else the name.
  String title() {
    return subdir.orElse(name);
  }

  /// Whole seconds; the status log is no more exact.
  long seconds() {
    return started.isEmpty() || ended.isEmpty()
        ? 0
        : Math.max(0, ended.get().getEpochSecond() - started.get().getEpochSecond());
  }

  /// Whether somebody has to look at it.
  boolean isFailure() {
    return code.isFailure();
  }
}
