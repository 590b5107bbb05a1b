package org.autotest.autoserv;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.autotest.autoserv.api.Host;
import org.autotest.autoserv.api.Hosts;
import org.autotest.autoserv.control.ServerHost;
import org.autotest.autoserv.fitness.HostCleanup;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.host.SshTarget;
import org.autotest.autoserv.results.MachineResults;

/// The machines of a server job, each opened when the control file first asks for it.
final class ServerMachines implements Hosts, AutoCloseable {
  private final List<SshTarget> targets;
  private final Surroundings surroundings;
  private final MachineResults top;
  private final Works works;
  private final Supplier<Path> here;
  private final Map<String, OpenMachine> open = new LinkedHashMap<>();
  private final Map<String, ServerHost> hosts = new LinkedHashMap<>();

  /// None is open yet.
  ///
  /// @param here what names of files on this side are relative to
  ServerMachines(
      List<SshTarget> targets,
      Surroundings surroundings,
      MachineResults top,
      Works works,
      Supplier<Path> here) {
    this.targets = targets;
    this.surroundings = surroundings;
    this.top = top;
    this.works = works;
    this.here = here;
    if (targets.size() > 1) {
      EachMachine.writeMachines(targets, top);
    }
  }

  List<String> names() {
    return targets.stream().map(target -> target.hostname().value()).toList();
  }

  @Override
  public synchronized Host create(String machine) {
    Machine opened = open(machine);
    return hosts.computeIfAbsent(
        machine,
        _ ->
            new ServerHost(
                opened.host(),
                opened.results(),
                works.clientOf(opened),
                works.serverLimits(),
                here));
  }

  /// Where what is done on a machine is written down.
  synchronized MachineResults results(String machine) {
    return open(machine).results();
  }

  /// Removes what the control file made for the time of the job. A machine that is gone keeps it.
  synchronized void removeTemporary() {
    hosts.forEach(
        (name, host) -> {
          try {
            host.removeTemporary();
          } catch (SshFailure gone) {
            results(name).log().log(Level.WARNING, gone.problem());
          }
        });
  }

  /// On those that were used.
  synchronized void cleanUp(HostCleanup.Mode mode) throws InterruptedException {
    for (OpenMachine machine : open.values()) {
      works.cleanup(machine.machine(), mode);
    }
  }

  synchronized int testsFailed() {
    int ofMachines =
        open.values().stream()
            .map(machine -> machine.machine().results())
            .filter(results -> results != top)
            .mapToInt(results -> results.status().trail().testsFailed())
            .sum();
    return ofMachines + top.status().trail().testsFailed();
  }

  @Override
  public synchronized void close() {
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
