package org.autotest.autoserv.command;

import java.util.Optional;
import java.util.Set;
import org.autotest.autoserv.host.SshTarget;

/// The machines beside those of a job that a control file may work on: those that `--beside` names.
public final class Beside {
  private final Set<String> names;
  private final Machines.Defaults defaults;

  Beside(Set<String> names, Machines.Defaults defaults) {
    this.names = Set.copyOf(names);
    this.defaults = defaults;
  }

  /// One of them.
  ///
  /// @param machine `[user@]host[:port]`
  /// @return empty when it is none
  /// @throws UsageError when it is not of that form
  public Optional<SshTarget> target(String machine) {
    return Optional.of(Machines.machine(machine, defaults))
        .filter(target -> names.contains(target.hostname().value()));
  }
}
