package org.autotest.client.api;

import java.time.Duration;

/// What a command did.
///
/// @param command as it was given to the shell
/// @param exitStatus 0 to 255; a signal as its negative number
/// @param stdout decoded as UTF-8; at most 16 MiB, the rest is dropped
/// @param stderr likewise
/// @param duration from start to exit
public record CommandResult(
    String command, int exitStatus, String stdout, String stderr, Duration duration) {

  /// Whether it exited by itself with status 0.
  public boolean isSuccess() {
    return exitStatus == 0;
  }
}
