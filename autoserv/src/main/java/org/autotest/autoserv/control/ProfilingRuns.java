package org.autotest.autoserv.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.autotest.autoserv.api.CommandFailed;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.Scripts;
import org.autotest.autoserv.job.RemoteResults;
import org.autotest.autoserv.results.MachineResults;

/// Clients on one machine that run profilers beside whatever else a job does there. Each has a run
/// directory, as `profile.sh` describes it.
final class ProfilingRuns {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /// For a client that is told to end: its profilers write what they have.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final HostConnection connection;
  private final MachineResults results;
  private final List<String> open = new ArrayList<>();

  ProfilingRuns(HostConnection connection, MachineResults results) {
    this.connection = connection;
    this.results = results;
  }

  /// Starts one.
  ///
  /// @param program `autotest-local` of an installed client
  /// @param state the profilers, see [ClientState]
  /// @return its run directory
  String start(String program, String state) throws InterruptedException {
    CommandResult started =
        connection.run(
            Scripts.load(ProfilingRuns.class, "profile.sh"), START_LIMIT, List.of(program, state));
    if (!started.isSuccess()) {
      throw new CommandFailed(connection.hostname(), "starting profilers", started);
    }
    String run = started.stdout().strip();
    open.add(run);
    return run;
  }

  /// Ends one, if it has not ended, with its profilers, and removes its directory.
  void end(String run) throws InterruptedException {
    RemoteResults client = new RemoteResults(connection, run, results, 0, 0);
    client.stop(GRACE);
    client.remove();
    open.remove(run);
  }

  /// Ends all that are left.
  void endAll() throws InterruptedException {
    for (String run : List.copyOf(open)) {
      end(run);
    }
  }
}
