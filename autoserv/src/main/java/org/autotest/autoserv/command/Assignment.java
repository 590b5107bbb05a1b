package org.autotest.autoserv.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.autotest.autoserv.fitness.HostCleanup;
import org.autotest.core.host.Protection;

/// What an execution shall do.
public sealed interface Assignment {
  /// Run a control file on each machine.
  ///
  /// @param control the control file
  /// @param arguments for the control file
  /// @param cleanup clean the machines up afterwards
  record ClientJob(Path control, List<String> arguments, Optional<HostCleanup.Mode> cleanup)
      implements Assignment {}

  /// Run a control file here that drives the machines.
  ///
  /// @param control the control file
  /// @param arguments for the control file
  /// @param storedAs the name under which it is kept in the results
  /// @param cleanup clean the machines up afterwards
  record ServerJob(
      Path control, List<String> arguments, String storedAs, Optional<HostCleanup.Mode> cleanup)
      implements Assignment {}

  /// Look whether the machines are fit.
  record Verify() implements Assignment {}

  /// Make the machines fit.
  record Repair(Protection protection) implements Assignment {}

  /// Put the machines back in a known state.
  record Cleanup(HostCleanup.Mode mode) implements Assignment {}

  /// Put the machines back in a known state, and look whether they are fit.
  record Reset(HostCleanup.Mode mode) implements Assignment {}

  /// Collect what a killed execution left.
  record CollectCrashinfo() implements Assignment {}

  /// Put the client into the results, as the archive that machines get.
  record ClientTarball() implements Assignment {}

  /// Whether there is nothing to do with machines.
  default boolean needsNoMachine() {
    return this instanceof ServerJob || this instanceof ClientTarball;
  }

  /// Whether a directory that already holds an execution's results will do.
  default boolean needsEarlierResults() {
    return this instanceof CollectCrashinfo;
  }
}
