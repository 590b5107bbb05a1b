package org.autotest.autoserv;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import org.autotest.autoserv.results.RunLog;

/// What an execution finds around it.
///
/// @param zone of the times in logs
/// @param user who runs this process
/// @param serverName the name of this machine
/// @param installed the installation that this program belongs to
/// @param scratch a private directory with a short name, removed at the end
/// @param console empty when nothing shall be shown
record Surroundings(
    InstantSource clock,
    ZoneId zone,
    String user,
    String serverName,
    Installed installed,
    Path scratch,
    Optional<RunLog.Console> console) {

  /// The same, with a scratch directory of its own below this one.
  Surroundings within(String directory) {
    return new Surroundings(
        clock, zone, user, serverName, installed, scratch.resolve(directory), console);
  }

  /// Logs in `debug` of a results directory.
  RunLog log(Path results) {
    return new RunLog(Optional.of(results.resolve("debug")), console, clock, zone);
  }
}
