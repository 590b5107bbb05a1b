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
  /// @return what was ended, by lines
  /// @throws UnfitHost when that cannot be done
  String endClients() throws InterruptedException {
    CommandResult found = script("directories.sh", directories);
    StringBuilder ended = new StringBuilder();
    for (String directory : found.stdout().lines().toList()) {
      CommandResult said =
          host.run(
              Scripts.load(RemoteResults.class, "stop.sh"),
              LIMIT,
              List.of(directory + "/runs", Long.toString(GRACE.toSeconds())));
      tell(said);
      ended.append(said.stdout());
    }
    return ended.toString();
  }

  /// Removes run directories, parts of transfers and temporary files. No client may be at work.
  ///
  /// @return what was removed, by lines
  /// @throws UnfitHost when something cannot be removed
  String removeLeftovers() throws InterruptedException {
    String script =
        Scripts.load(RemoteResults.class, "unmount.sh") + Scripts.load(HostTidy.class, "tidy.sh");
    return ran(script, directories).stdout();
  }

  /// Removes the client, so that it is sent anew.
  ///
  /// @param version of the client; empty text for all versions and all tests
  /// @return what was removed, by lines
  /// @throws UnfitHost when it cannot be removed
  String removeClient(String version) throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(version));
    arguments.addAll(directories);
    return script("remove.sh", arguments).stdout();
  }

  private CommandResult script(String name, List<String> arguments) throws InterruptedException {
    return ran(Scripts.load(HostTidy.class, name), arguments);
  }

  private CommandResult ran(String script, List<String> arguments) throws InterruptedException {
    CommandResult said = host.run(script, LIMIT, arguments);
    tell(said);
    if (!said.isSuccess()) {
      throw new UnfitHost(
          Blame.HOST, "tidying %s: %s".formatted(host.hostname(), said.complaint()));
    }
    return said;
  }

  private void tell(CommandResult said) {
    said.stdout().lines().forEach(line -> log.log(Level.INFO, line));
    said.stderr().lines().forEach(line -> log.log(Level.WARNING, line));
  }
}
