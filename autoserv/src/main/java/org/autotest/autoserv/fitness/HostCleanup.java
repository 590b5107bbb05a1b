package org.autotest.autoserv.fitness;

import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.host.ThisMachine;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.statuslog.StatusCode;

/// Puts a machine back in a known state.
public final class HostCleanup {
  /// How thoroughly.
  public enum Mode {
    /// Ends clients and removes what they left.
    TIDY,
    /// That, and a reboot: minutes. A host that is the server itself is not rebooted.
    REBOOT
  }

  private final HostConnection host;
  private final FitnessRules rules;
  private final MachineResults results;
  private final HostTidy tidy;

  public HostCleanup(HostConnection host, FitnessRules rules, MachineResults results) {
    this.host = host;
    this.rules = rules;
    this.results = results;
    this.tidy = new HostTidy(host, rules.directories(), results.log());
  }

  /// Cleans up and records it.
  ///
  /// @throws AutotestException when it did not work
  public void clean(Mode mode) throws InterruptedException {
    HostReboot reboot = new HostReboot(host, rules.reboot(), results);
    boolean stays;
    try {
      tidy.endClients();
      tidy.removeLeftovers();
      stays = mode == Mode.REBOOT && ThisMachine.is(host);
    } catch (UnfitHost | SshFailure failed) {
      results.status().result(StatusCode.FAIL, "cleanup", "cleanup failed: " + failed.problem());
      throw failed;
    }
    if (mode == Mode.REBOOT && !stays) {
      reboot.reboot();
    }
    results
        .status()
        .result(
            StatusCode.GOOD,
            "cleanup",
            host.hostname()
                + " cleaned up successfully"
                + (stays ? ", without a reboot: " + ThisMachine.WORDS : ""));
  }
}
