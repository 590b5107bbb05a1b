package org.autotest.autoserv;

import java.util.function.UnaryOperator;
import org.autotest.autoserv.control.ClientState;
import org.autotest.autoserv.control.LabSources;
import org.autotest.autoserv.control.Restarts;
import org.autotest.autoserv.control.ServerHost;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.results.MachineResults;

/// A line to a machine for what a lab has in Java, beside the one that all others use.
record LabLine(Works works, Machine machine) {
  private static final String STATE = "lab.state";

  /// For a check, which switches no machine. Connects at the first use.
  LabSources.Line ofCheck() {
    return open(ServerHost.Surroundings::withoutPower);
  }

  /// For an action, which may switch it: only machines of the execution are repaired. Connects at
  /// the first use.
  LabSources.Line ofAction() {
    return open(UnaryOperator.identity());
  }

  private LabSources.Line open(UnaryOperator<ServerHost.Surroundings> allowed) {
    HostConnection connection = machine.another().get();
    MachineResults results = machine.results();
    Machine own = new Machine(connection, results, machine.another());
    ServerHost host =
        new ServerHost(
            connection,
            results,
            allowed.apply(works.surroundingsOf(own, Aside.none(own), new Restarts())),
            works.serverLimits(),
            results::directory,
            ClientState.fresh(results.directory().resolve(STATE)));
    return new LabSources.Line(connection, host);
  }
}
