package org.autotest.autoserv.fitness;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.install.Bundles;

/// What the lab asks of its machines.
///
/// @param clients those that jobs will use, by architecture; empty when there is none
/// @param directories candidates for the client's install directory, best first
/// @param freeKib how much must be free where the client is, in KiB
/// @param clockSkewMax more than that is worth a warning
/// @param repairWait how long repair waits for a machine that does not answer
/// @param reboot how long a reboot may take
public record FitnessRules(
    Optional<Bundles> clients,
    List<String> directories,
    long freeKib,
    Duration clockSkewMax,
    Duration repairWait,
    HostRestart.Limits reboot) {
  public FitnessRules {
    directories = List.copyOf(directories);
  }
}
