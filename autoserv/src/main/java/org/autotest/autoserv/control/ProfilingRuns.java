package org.autotest.autoserv.control;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.autotest.autoserv.api.CommandFailed;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.Scripts;
import org.autotest.autoserv.job.RemoteResults;
import org.autotest.autoserv.results.MachineResults;

/// Clients on one machine that run profilers beside whatever else a job does there. Each has a run
/// directory, as `profile.sh` describes it. Tasks that run at the same time take turns.
final class ProfilingRuns {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /// For a client that is told to end: its profilers write what they have.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final HostConnection connection;
  private final MachineResults results;
  private final ClientControl client;
  private final Object turn;
  private final List<String> open = new CopyOnWriteArrayList<>();

  /// None runs yet.
  ///
  /// @param turn whoever holds it has the connection
  ProfilingRuns(
      HostConnection connection, MachineResults results, ClientControl client, Object turn) {
    this.connection = connection;
    this.client = client;
    this.turn = turn;
    this.results = results;
  }

  /// Installs the client; see [ClientControl#program].
  String program() {
    synchronized (turn) {
      return Stopped.answered(client::program);
    }
  }

  /// Starts one.
  ///
  /// @param program `autotest-local` of an installed client
  /// @param state the profilers, see [ClientState]
  /// @param keeper of another connection to the machine, or this one, which ends it in the end
  /// @return its run directory
  String start(String program, String state, ProfilingRuns keeper) {
    String script = Scripts.load(ProfilingRuns.class, "profile.sh");
    CommandResult started;
    synchronized (turn) {
      started =
          Stopped.answered(() -> connection.run(script, START_LIMIT, List.of(program, state)));
    }
    if (!started.isSuccess()) {
      throw new CommandFailed(connection.hostname(), "starting profilers", started);
    }
    String run = started.stdout().strip();
    keeper.open.add(run);
    return run;
  }

  /// Ends one, if it has not ended, with its profilers, and removes its directory.
  void end(String run) {
    RemoteResults at = new RemoteResults(connection, run, results, 0, 0);
    synchronized (turn) {
      Stopped.instead(() -> at.stop(GRACE));
      Stopped.instead(at::remove);
    }
    open.remove(run);
  }

  /// Ends all that are left.
  void endAll() {
    open.forEach(this::end);
  }
}
