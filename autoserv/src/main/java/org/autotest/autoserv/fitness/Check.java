package org.autotest.autoserv.fitness;

import java.util.List;
import java.util.Set;
import org.autotest.autoserv.api.Finding;

/// One thing about a machine that is looked at. A check changes nothing.
///
/// @param name lower case, as logs and options say it
/// @param needs names of checks that must have found nothing wrong before
/// @param look how it is looked at
/// @param repairs names of repair actions that may help
public record Check(String name, Set<String> needs, Look look, List<String> repairs) {
  /// Looks.
  @FunctionalInterface
  public interface Look {
    /// What is found; trouble with the machine is a finding, not an exception.
    ///
    /// @param sight what earlier checks of the same examination saw
    Finding look(Sight sight) throws InterruptedException;
  }

  public Check {
    if (!name.matches("[a-z][a-z0-9_.-]{0,60}")) {
      throw new IllegalArgumentException("'%s' is no name of a check".formatted(name));
    }
    needs = Set.copyOf(needs);
    repairs = List.copyOf(repairs);
  }
}
