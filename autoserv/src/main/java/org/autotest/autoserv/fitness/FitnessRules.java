package org.autotest.autoserv.fitness;

import java.time.Duration;
import java.util.List;
import org.autotest.autoserv.host.HostRestart;

/// What the lab asks of its machines.
///
/// @param clientVersion the version of the client that jobs will use
/// @param directories candidates for the client's install directory, best first
/// @param freeKib how much must be free where the client is, in KiB
/// @param clockSkewMax more than that is worth a warning
/// @param repairWait how long repair waits for a machine that does not answer
/// @param reboot how long a reboot may take
public record FitnessRules(
    String clientVersion,
    List<String> directories,
    long freeKib,
    Duration clockSkewMax,
    Duration repairWait,
    HostRestart.Limits reboot) {
  public FitnessRules {
    directories = List.copyOf(directories);
  }
}
