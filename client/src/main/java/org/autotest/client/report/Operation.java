package org.autotest.client.report;

import java.time.Instant;
import java.util.Optional;
import org.autotest.core.statuslog.StatusCode;

/// A test, a group, or a sub-result, as the status log tells of it.
///
/// @param role what of these it is
/// @param depth groups around it; the job itself has 0
/// @param subdir its directory; empty for a group, and for a test that could have none
/// @param name the operation; empty for the job
/// @param code how it ended
/// @param message why, with all its lines
/// @param localtime when it ended, as the log says it
/// @param subtestOf the test whose sub-result it is; else empty
/// @param duration the seconds that it took, as `0.250`; empty when not known so exactly
/// @param madeNoCheck a test that passed without having looked at anything
record Operation(
    Role role,
    int depth,
    Optional<String> subdir,
    String name,
    StatusCode code,
    String message,
    Optional<Instant> started,
    Optional<Instant> ended,
    String localtime,
    String subtestOf,
    String duration,
    boolean madeNoCheck) {

  /// What it is.
  enum Role {
    JOB,
    GROUP,
    /// Has a directory, or was refused one.
    TEST,
    SUB_RESULT
  }

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

  /// The seconds, with fractions where they are known.
  String time() {
    return duration.isEmpty() ? Long.toString(seconds()) : duration;
  }

  /// Whether somebody has to look at it.
  boolean isFailure() {
    return code.isFailure();
  }
}
