package org.autotest.autoserv.fitness;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.install.ClientInstaller;
import org.autotest.autoserv.lab.Power;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.failure.Blame;

/// The checks and the repair actions of one machine: those of all labs, and those of this one.
public final class Fitness {
  /// The check whether a client of an earlier run is at work.
  public static final String NO_LEFTOVERS = "no_leftovers";

  private final HostConnection host;
  private final FitnessRules rules;
  private final LabFitness lab;
  private final MachineResults results;
  private final InstantSource clock;
  private final LabClasses classes;

  /// Nothing is looked at yet.
  ///
  /// @param classes runs what the lab has in Java
  public Fitness(
      HostConnection host,
      FitnessRules rules,
      LabFitness lab,
      MachineResults results,
      InstantSource clock,
      LabClasses classes) {
    this.host = host;
    this.rules = rules;
    this.lab = lab;
    this.results = results;
    this.clock = clock;
    this.classes = classes;
  }

  /// Looks whether the machine is fit.
  ///
  /// @throws UnfitHost with the lab to blame when its checks are described wrongly
  public HostVerifier verifier() {
    return new HostVerifier(host, new CheckGraph(checks()), results, clock);
  }

  /// Makes it fit.
  ///
  /// @param power of the machine, when it can be switched
  /// @throws UnfitHost with the lab to blame when its checks or actions are described wrongly
  public HostRepair repair(ClientInstaller installer, Optional<Power> power) {
    LabProgramRun programs = new LabProgramRun(host, classes);
    MachineRepairs machine = new MachineRepairs(host, rules, results, installer);
    List<RepairAction> actions = new ArrayList<>(machine.gentle());
    lab.repairs().forEach(program -> actions.add(programs.action(program)));
    actions.add(machine.reboot());
    power.ifPresent(with -> actions.add(machine.powerCycle(with)));
    refuseUnknown(actions);
    return new HostRepair(host, results, verifier(), actions, clock);
  }

  private List<Check> checks() {
    List<Check> all = new ArrayList<>(new MachineChecks(host, rules, clock).checks());
    LabProgramRun programs = new LabProgramRun(host, classes);
    lab.checks().forEach(program -> all.add(programs.check(program)));
    Set<String> names = all.stream().map(Check::name).collect(Collectors.toSet());
    for (String without : lab.without()) {
      if (!names.contains(without)) {
        throw new UnfitHost(
            Blame.LAB,
            "leaving out the check %s: there is none, these are: %s"
                .formatted(without, names.stream().sorted().collect(Collectors.joining(", "))));
      }
    }
    return all.stream()
        .filter(check -> !lab.without().contains(check.name()))
        .map(this::freed)
        .toList();
  }

  /// A check does not wait for one that is not made.
  private Check freed(Check check) {
    Set<String> needs = new HashSet<>(check.needs());
    needs.removeAll(lab.without());
    return new Check(check.name(), needs, check.look(), check.repairs());
  }

  private void refuseUnknown(List<RepairAction> actions) {
    Set<String> known =
        Stream.concat(
                actions.stream().map(RepairAction::name), Stream.of(MachineRepairs.POWER_CYCLE))
            .collect(Collectors.toSet());
    for (LabProgram program : lab.checks()) {
      for (String repair : program.repairs()) {
        if (!known.contains(repair)) {
          throw new UnfitHost(
              Blame.LAB,
              "reading %s: there is no repair action %s".formatted(program.file(), repair));
        }
      }
    }
  }
}
