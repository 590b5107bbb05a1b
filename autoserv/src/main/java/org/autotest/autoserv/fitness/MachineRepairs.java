package org.autotest.autoserv.fitness;

import java.util.List;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.install.ClientInstaller;
import org.autotest.autoserv.lab.Power;
import org.autotest.autoserv.lab.PowerCycle;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.host.Protection;

/// The repair actions that every lab has.
final class MachineRepairs {
  static final String POWER_CYCLE = "power_cycle";

  private final HostConnection host;
  private final FitnessRules rules;
  private final MachineResults results;
  private final ClientInstaller installer;
  private final HostTidy tidy;

  MachineRepairs(
      HostConnection host, FitnessRules rules, MachineResults results, ClientInstaller installer) {
    this.host = host;
    this.rules = rules;
    this.results = results;
    this.installer = installer;
    this.tidy = new HostTidy(host, rules.directories(), results.log());
  }

  /// Those that leave it up.
  List<RepairAction> gentle() {
    Protection filesystem = Protection.REPAIR_FILESYSTEM_ONLY;
    Protection software = Protection.REPAIR_SOFTWARE_ONLY;
    return List.of(
        new RepairAction("wait", filesystem, this::waitUntilUp),
        new RepairAction("wait_for_reboot", filesystem, this::waitForReboot),
        new RepairAction("end_clients", filesystem, tidy::endClients),
        new RepairAction("tidy", filesystem, () -> tidy.endClients() + tidy.removeLeftovers()),
        new RepairAction("reinstall_client", software, this::reinstall),
        new RepairAction("remove_clients", software, () -> tidy.removeClient("")));
  }

  RepairAction reboot() {
    return new RepairAction(
        "reboot",
        Protection.REPAIR_SOFTWARE_ONLY,
        () -> {
          new HostReboot(host, rules.reboot(), results).reboot();
          return "";
        });
  }

  RepairAction powerCycle(Power power) {
    return new RepairAction(
        POWER_CYCLE,
        PowerCycle.STRICTEST,
        () -> new PowerCycle(host, power, rules.reboot().up()).run());
  }

  private String reinstall() throws InterruptedException {
    String said = tidy.removeClient(installer.bundleFor(host).version());
    return said + "installed in " + installer.install(host).directory();
  }

  private String waitUntilUp() throws InterruptedException {
    HostRestart.awaitUp(host, rules.repairWait());
    return "it answers";
  }

  /// A machine that is shutting down still answers, until it does not.
  private String waitForReboot() throws InterruptedException {
    try {
      String bootId = HostRestart.bootId(host);
      HostRestart.awaitReboot(host, bootId, rules.reboot());
    } catch (SshFailure away) {
      HostRestart.awaitUp(host, rules.repairWait());
    }
    return "it answers";
  }
}
