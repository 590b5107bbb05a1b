package org.autotest.autoserv.fitness;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.install.ClientInstaller;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.Protection;
import org.autotest.core.statuslog.StatusCode;

/// Tries to make a machine fit again, gently first: looks what ails it, takes the first remedy for
/// that which was not tried yet and which the machine's protection allows, and looks again.
public final class HostRepair {
  /// Something that may help.
  ///
  /// @param name as it stands in the status log, after `repair.`
  /// @param helps what it is good for
  /// @param strictest the highest protection under which it is allowed
  private record Remedy(String name, Set<Ailment> helps, Protection strictest, Treatment cure) {
    boolean isAllowed(Protection protection) {
      return protection.number() <= strictest.number();
    }
  }

  @FunctionalInterface
  private interface Treatment {
    void apply() throws InterruptedException;
  }

  private final HostConnection host;
  private final FitnessRules rules;
  private final MachineResults results;
  private final HostVerifier verifier;
  private final ClientInstaller installer;
  private final HostTidy tidy;

  public HostRepair(
      HostConnection host,
      FitnessRules rules,
      MachineResults results,
      HostVerifier verifier,
      ClientInstaller installer) {
    this.host = host;
    this.rules = rules;
    this.results = results;
    this.verifier = verifier;
    this.installer = installer;
    this.tidy = new HostTidy(host, rules.directories(), results.log());
  }

  /// Repairs and records each step.
  ///
  /// @throws UnfitHost when the machine is not fit in the end, or must not be repaired
  public void repair(Protection protection) throws InterruptedException {
    if (protection == Protection.DO_NOT_VERIFY) {
      throw failed(
          new UnfitHost(
              Blame.SUBMITTER,
              Ailment.NOT_ITSELF,
              "repairing %s: its protection is '%s'"
                  .formatted(host.hostname(), protection.word())));
    }
    List<Remedy> remedies = new ArrayList<>(remedies());
    while (true) {
      try {
        verifier.examine();
        results
            .status()
            .result(StatusCode.GOOD, "repair", host.hostname() + " repaired successfully");
        return;
      } catch (UnfitHost unfit) {
        results.log().log(Level.INFO, unfit.problem());
        apply(next(remedies, unfit, protection));
      }
    }
  }

  private List<Remedy> remedies() {
    Protection filesystem = Protection.REPAIR_FILESYSTEM_ONLY;
    Protection software = Protection.REPAIR_SOFTWARE_ONLY;
    return List.of(
        new Remedy(
            "wait",
            EnumSet.of(Ailment.UNREACHABLE, Ailment.SHUTTING_DOWN),
            filesystem,
            this::waitUntilUp),
        new Remedy("end_clients", EnumSet.of(Ailment.LEFTOVERS), filesystem, tidy::endClients),
        new Remedy(
            "tidy",
            EnumSet.of(Ailment.DISK_FULL, Ailment.TMP_UNWRITABLE),
            filesystem,
            () -> {
              tidy.endClients();
              tidy.removeLeftovers();
            }),
        new Remedy(
            "reinstall_client",
            EnumSet.of(Ailment.CLIENT_DAMAGED),
            software,
            () -> {
              tidy.removeClient(rules.clientVersion());
              installer.install(host);
            }),
        new Remedy(
            "remove_clients",
            EnumSet.of(Ailment.DISK_FULL, Ailment.CLIENT_DAMAGED),
            software,
            () -> tidy.removeClient("")));
  }

  private Remedy next(List<Remedy> remedies, UnfitHost unfit, Protection protection) {
    for (Remedy remedy : remedies) {
      if (remedy.helps().contains(unfit.ailment()) && remedy.isAllowed(protection)) {
        remedies.remove(remedy);
        return remedy;
      }
    }
    boolean forbidden = remedies.stream().anyMatch(r -> r.helps().contains(unfit.ailment()));
    String why =
        forbidden
            ? "its protection '%s' allows nothing more".formatted(protection.word())
            : "nothing is left to try from here, somebody has to look at the machine";
    throw failed(new UnfitHost(unfit.blame(), unfit.ailment(), unfit.problem() + "; " + why));
  }

  private void apply(Remedy remedy) throws InterruptedException {
    String operation = "repair." + remedy.name();
    try {
      remedy.cure().apply();
      results.status().result(StatusCode.GOOD, operation, "");
    } catch (AutotestException notThisWay) {
      results.status().result(StatusCode.WARN, operation, notThisWay.problem());
      results.log().log(Level.WARNING, notThisWay.problem());
    }
  }

  /// A machine that is shutting down still answers, until it does not.
  private void waitUntilUp() throws InterruptedException {
    try {
      String bootId = HostRestart.bootId(host);
      HostRestart.awaitReboot(host, bootId, rules.reboot());
    } catch (SshFailure away) {
      HostRestart.awaitUp(host, rules.repairWait());
    }
  }

  private UnfitHost failed(UnfitHost unfit) {
    results.status().result(StatusCode.FAIL, "repair", "repair failed: " + unfit.problem());
    return unfit;
  }
}
