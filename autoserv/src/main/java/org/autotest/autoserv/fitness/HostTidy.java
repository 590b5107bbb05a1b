package org.autotest.autoserv.fitness;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.Scripts;
import org.autotest.autoserv.job.RemoteResults;
import org.autotest.core.failure.Blame;

/// Removes from a machine what Autotest itself left there, and nothing else.
final class HostTidy {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final HostConnection host;
  private final List<String> directories;
  private final Logger log;

  /// @param directories candidates for the client's install directory
  HostTidy(HostConnection host, List<String> directories, Logger log) {
    this.host = host;
    this.directories = directories;
    this.log = log;
  }

  /// Ends every client of an earlier run with all that it started.
  ///
  /// @throws UnfitHost when that cannot be done
  void endClients() throws InterruptedException {
    CommandResult found = script("directories.sh", directories);
    for (String directory : found.stdout().lines().toList()) {
      CommandResult said =
          host.run(
              Scripts.load(RemoteResults.class, "stop.sh"),
              LIMIT,
              List.of(directory + "/runs", Long.toString(GRACE.toSeconds())));
      tell(said);
    }
  }

  /// Removes run directories, parts of transfers and temporary files. No client may be at work.
  ///
  /// @throws UnfitHost when something cannot be removed
  void removeLeftovers() throws InterruptedException {
    script("tidy.sh", directories);
  }

  /// Removes the client, so that it is sent anew.
  ///
  /// @param version of the client; empty text for all versions and all tests
  /// @throws UnfitHost when it cannot be removed
  void removeClient(String version) throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(version));
    arguments.addAll(directories);
    script("remove.sh", arguments);
  }

  private CommandResult script(String name, List<String> arguments) throws InterruptedException {
    CommandResult said = host.run(Scripts.load(HostTidy.class, name), LIMIT, arguments);
    tell(said);
    if (!said.isSuccess()) {
      throw new UnfitHost(
          Blame.HOST,
          Ailment.DISK_FULL,
          "tidying %s: %s".formatted(host.hostname(), said.complaint()));
    }
    return said;
  }

  private void tell(CommandResult said) {
    said.stdout().lines().forEach(line -> log.log(Level.INFO, line));
    said.stderr().lines().forEach(line -> log.log(Level.WARNING, line));
  }
}
