package org.autotest.autoserv.crash;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.job.ClientFailure;
import org.autotest.autoserv.job.ClientLimits;
import org.autotest.autoserv.job.RemoteResults;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.autoserv.results.UncollectedLogs;

/// Collects what a killed execution left on a machine: ends its client, brings its results here,
/// completes the status log.
public final class Gatherer {
  private final HostConnection host;
  private final MachineResults results;
  private final ClientLimits limits;
  private final Duration wait;

  /// For one machine.
  ///
  /// @param wait how long the machine may stay away
  public Gatherer(HostConnection host, MachineResults results, ClientLimits limits, Duration wait) {
    this.host = host;
    this.results = results;
    this.limits = limits;
    this.wait = wait;
  }

  /// Does nothing, and does not even connect, when the killed execution left nothing.
  ///
  /// @throws SshFailure when the machine cannot be reached within the limit
  /// @throws ClientFailure when the results do not arrive as an archive
  public void gather() throws InterruptedException {
    Path directory = results.directory();
    Optional<UncollectedLogs> left = left(directory);
    if (left.isEmpty()) {
      results.log().log(Level.INFO, "nothing is left to collect");
      return;
    }
    HostRestart.awaitReturn(host, wait);
    RemoteResults remote =
        new RemoteResults(
            host,
            left.get().runDir(),
            results,
            results.nextClientNumber(),
            limits.resultsBytesMax());
    remote.stop(limits.grace());
    remote.collect(List.of());
    completeStatus(directory);
    CrashInfo.collect(
        host,
        results,
        new CrashInfo.Since(
            left.get().started().getEpochSecond(),
            left.get().messagesFile(),
            left.get().messagesBytes()));
    remote.remove();
    forget(directory);
  }

  private static Optional<UncollectedLogs> left(Path directory) {
    try {
      return UncollectedLogs.read(directory);
    } catch (IOException unreadable) {
      throw new ResultsUnwritable(directory.resolve(UncollectedLogs.NAME), unreadable);
    }
  }

  private void completeStatus(Path directory) {
    Path log = directory.resolve(StatusLogFile.NAME);
    try {
      Path client = directory.resolve("status");
      int missing = StatusMerge.complete(results.status(), log, client, results.log());
      results.log().log(Level.INFO, "status lines that were missing: " + missing);
    } catch (IOException unreadable) {
      throw new ResultsUnwritable(log, unreadable);
    }
  }

  private static void forget(Path directory) {
    try {
      UncollectedLogs.remove(directory);
    } catch (IOException unwritable) {
      throw new ResultsUnwritable(directory.resolve(UncollectedLogs.NAME), unwritable);
    }
  }
}
