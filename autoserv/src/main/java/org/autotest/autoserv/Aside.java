package org.autotest.autoserv;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.autotest.autoserv.command.Options;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.lab.Console;
import org.autotest.autoserv.lab.LabMachines;
import org.autotest.autoserv.lab.Power;
import org.autotest.autoserv.lab.PowerCycle;
import org.autotest.autoserv.lab.Revival;
import org.autotest.core.host.Protection;

/// What there is of a machine during a job beside the line to it: its console, and how it is
/// brought back.
record Aside(Console console, Revival revival) implements AutoCloseable {
  /// What a lab says of its machines.
  static LabMachines devices(Options.Lab lab) {
    return lab.machines().map(LabMachines::read).orElseGet(LabMachines::none);
  }

  /// Follows the console of a machine, when the lab says how.
  static Aside of(Machine machine, LabMachines devices, InstantSource clock) {
    String name = machine.host().hostname();
    Optional<Power> power = devices.power(name).filter(_ -> maySwitch(machine));
    Console console =
        devices
            .console(name)
            .map(words -> Console.follow(words, name, machine.another(), machine.results(), clock))
            .orElseGet(Console::none);
    return new Aside(
        console, new Revival(console, power, machine.results(), HostRestart.Limits.DEFAULTS.up()));
  }

  /// None of it: the machine is looked after otherwise.
  static Aside none(Machine machine) {
    Console silent = Console.none();
    return new Aside(
        silent,
        new Revival(silent, Optional.empty(), machine.results(), HostRestart.Limits.DEFAULTS.up()));
  }

  /// Whether a job may switch it of its own accord: its protection holds for that, too. Nobody says
  /// anything of a machine that is worked with by hand.
  private static boolean maySwitch(Machine machine) {
    Map<String, String> facts = machine.results().labFacts(machine.host().hostname());
    return facts.isEmpty()
        || Protection.ofWord(facts.getOrDefault("protection", ""))
            .filter(PowerCycle::isAllowed)
            .isPresent();
  }

  @Override
  public void close() {
    console.close();
  }
}
