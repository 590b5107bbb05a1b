package org.autotest.client.crash;

import java.util.Optional;

/// A process that crashed while a test ran.
///
/// @param directory where its core dump and a report are, below the test's `debug`
/// @param signal that ended it; empty when nobody tells
public record Crash(String program, long pid, String directory, Optional<String> signal) {
  /// For the status log.
  public String told() {
    return "%s (process %d) crashed%s; see debug/%s"
        .formatted(program, pid, signal.map(name -> " by " + name).orElse(""), directory);
  }
}
