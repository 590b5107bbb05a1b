package org.autotest.autoserv.command;

import java.util.List;
import java.util.Optional;
import org.autotest.autoserv.host.SshTarget;

/// The machines beside those of a job that a control file may work on: those that `--beside` names.
public final class Beside {
  private final List<SshTarget> named;
  private final Machines.Defaults defaults;

  /// Allows some.
  ///
  /// @param words each `host[:port]`
  /// @throws UsageError when one is not of that form
  Beside(List<String> words, Machines.Defaults defaults) {
    this.named = words.stream().map(word -> named(word, defaults)).toList();
    this.defaults = defaults;
  }

  private static SshTarget named(String word, Machines.Defaults defaults) {
    if (word.contains("@")) {
      throw new UsageError("--beside '%s': who logs in is up to the control file".formatted(word));
    }
    return Machines.machine(word, defaults);
  }

  /// One of them.
  ///
  /// @param machine `[user@]host[:port]`; another port may be another machine
  /// @return empty when it is none
  /// @throws UsageError when it is not of that form
  public Optional<SshTarget> target(String machine) {
    SshTarget wanted = Machines.machine(machine, defaults);
    boolean isAllowed =
        named.stream()
            .anyMatch(
                one ->
                    one.hostname().equals(wanted.hostname()) && one.port().equals(wanted.port()));
    return isAllowed ? Optional.of(wanted) : Optional.empty();
  }
}
