package org.autotest.autoserv.api;

import java.time.Duration;
import java.util.Optional;
import org.autotest.autoserv.host.CommandResult;

/// A command that runs on a machine while the control file goes on. It is killed at the end of the
/// job at the latest.
public interface BackgroundCommand {
  /// What was started.
  String command();

  /// Whether it, or something that has its output open, still runs.
  boolean isRunning();

  /// Its standard output so far, of more than 1 MiB the middle cut out.
  String stdout();

  /// Its error output so far, of more than 256 KiB the middle cut out.
  String stderr();

  /// Waits for its end; any exit status is an answer.
  ///
  /// @return empty when it still runs; exit status 137 for one that was killed
  Optional<CommandResult> waitFor(Duration limit);

  /// Kills it with all that it started and that did not leave its process group. Nothing happens to
  /// one that is over.
  ///
  /// @return how it ended
  CommandResult kill();
}
