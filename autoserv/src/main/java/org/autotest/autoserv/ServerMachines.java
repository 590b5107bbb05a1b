package org.autotest.autoserv;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.autoserv.api.Host;
import org.autotest.autoserv.api.Hosts;
import org.autotest.autoserv.control.ClientControl;
import org.autotest.autoserv.control.ServerHost;
import org.autotest.autoserv.fitness.HostCleanup;
import org.autotest.autoserv.host.SshTarget;
import org.autotest.autoserv.results.MachineResults;

/// The machines of a server job, each opened when the control file first asks for it.
final class ServerMachines implements Hosts, AutoCloseable {
  private final List<SshTarget> targets;
  private final Surroundings surroundings;
  private final MachineResults top;
  private final Works works;
  private final Map<String, OpenMachine> open = new LinkedHashMap<>();

  ServerMachines(
      List<SshTarget> targets, Surroundings surroundings, MachineResults top, Works works) {
    this.targets = targets;
    this.surroundings = surroundings;
    this.top = top;
    this.works = works;
    if (targets.size() > 1) {
      EachMachine.writeMachines(targets, top);
    }
  }

  List<String> names() {
    return targets.stream().map(target -> target.hostname().value()).toList();
  }

  @Override
  public Host create(String machine) {
    Machine opened = open(machine);
    ClientControl client = control -> works.runClient(opened, control);
    return new ServerHost(opened.host(), opened.results().status().trail(), client);
  }

  /// On those that were used.
  void cleanUp(HostCleanup.Mode mode) throws InterruptedException {
    for (OpenMachine machine : open.values()) {
      works.cleanup(machine.machine(), mode);
    }
  }

  int testsFailed() {
    int ofMachines =
        open.values().stream()
            .map(machine -> machine.machine().results())
            .filter(results -> results != top)
            .mapToInt(results -> results.status().trail().testsFailed())
            .sum();
    return ofMachines + top.status().trail().testsFailed();
  }

  @Override
  public void close() {
    open.values().forEach(OpenMachine::close);
  }

  private Machine open(String name) {
    int number = names().indexOf(name);
    if (number < 0) {
      throw new IllegalArgumentException(
          "'%s' is not one of the machines of this job: %s".formatted(name, names()));
    }
    return open.computeIfAbsent(
            name,
            _ ->
                targets.size() == 1
                    ? OpenMachine.alone(targets.getFirst(), surroundings, top)
                    : OpenMachine.inSubdirectory(targets.get(number), number, surroundings, top))
        .machine();
  }
}
