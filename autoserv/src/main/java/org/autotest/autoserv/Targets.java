package org.autotest.autoserv;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.autoserv.command.Beside;
import org.autotest.autoserv.command.UsageError;
import org.autotest.autoserv.host.SshTarget;

/// The machines of a server job, and those beside them that its control file has asked for and may
/// work on.
final class Targets {
  private final List<SshTarget> ofJob;
  private final Beside allowed;
  private final Map<String, SshTarget> beside = new LinkedHashMap<>();

  Targets(List<SshTarget> ofJob, Beside allowed) {
    this.ofJob = List.copyOf(ofJob);
    this.allowed = allowed;
  }

  /// Of the job.
  List<SshTarget> ofJob() {
    return ofJob;
  }

  /// Of the machines of the job.
  List<String> names() {
    return ofJob.stream().map(target -> target.hostname().value()).toList();
  }

  /// Finds one.
  ///
  /// @param machine the name of one of the job, or of one that was asked for before; or
  ///   `[user@]host[:port]` of another
  /// @throws IllegalArgumentException when the control file may not work on it, or has asked for it
  ///   in another way
  synchronized SshTarget find(String machine) {
    int number = names().indexOf(machine);
    if (number >= 0) {
      return ofJob.get(number);
    }
    SshTarget known = beside.get(machine);
    if (known != null) {
      return known;
    }
    SshTarget target = another(machine);
    SshTarget first = beside.putIfAbsent(target.hostname().value(), target);
    if (first != null && !first.equals(target)) {
      throw new IllegalArgumentException(
          "'%s' is a machine that was created in another way".formatted(machine));
    }
    return target;
  }

  private SshTarget another(String machine) {
    try {
      return allowed
          .target(machine)
          .filter(target -> !names().contains(target.hostname().value()))
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "'%s' is not one of the machines of this job: %s".formatted(machine, names())
                          + "; the lab allows no other of that name and port"));
    } catch (UsageError none) {
      throw new IllegalArgumentException(none.problem(), none);
    }
  }
}
