package org.autotest.autoserv.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.autoserv.host.SshTarget;

/// A command line, understood.
///
/// @param machines without duplicates, in the order of their names
/// @param results where results go; empty for a new directory below the current one
/// @param useExistingResults the directory already holds an execution's results
/// @param identity who asked for what
/// @param pidfile empty when none is wanted
/// @param quiet nothing on the console
/// @param verbose also what is logged as DEBUG on the console
public record Options(
    Assignment assignment,
    List<SshTarget> machines,
    Optional<Path> results,
    boolean useExistingResults,
    Identity identity,
    Optional<String> pidfile,
    boolean quiet,
    boolean verbose,
    Client client,
    Lab lab,
    Limits limits) {

  /// Who asked for what.
  ///
  /// @param label name of the job
  /// @param user login; empty text to take the account's
  /// @param tag of the job, `17-alice/host7`; may be empty
  /// @param hostGroup name of the group that the machines stand for; empty text for none
  public record Identity(String label, String user, String tag, String hostGroup) {}

  /// What is put on machines, and which tests there are.
  ///
  /// @param bundle empty for the one of the installation
  /// @param tests empty for those of the installation
  /// @param directories candidates for the install directory, best first
  /// @param configuration a file with what the lab says to its clients; empty for nothing
  /// @param serverTests tests that run here; empty for those of the installation
  public record Client(
      Optional<Path> bundle,
      Optional<Path> tests,
      List<String> directories,
      Optional<Path> configuration,
      Optional<Path> serverTests) {}

  /// What this lab has.
  ///
  /// @param fitness a directory with checks and repair actions; empty for none
  /// @param without checks that are not made
  /// @param machines a file that says how power is switched and consoles are read; empty for none
  /// @param beside machines that are not the job's
  public record Lab(
      Optional<Path> fitness, Set<String> without, Optional<Path> machines, Beside beside) {}

  /// How long and how much.
  ///
  /// @param diskFreeKib what verify wants to be free
  /// @param disconnect how long a machine may stay away while its client runs
  /// @param crashWait how long gathering waits for a machine that is away
  /// @param repairWait how long repair waits for a machine that is away
  /// @param resultsBytesMax most bytes of results of one machine
  public record Limits(
      long diskFreeKib,
      Duration disconnect,
      Duration crashWait,
      Duration repairWait,
      long resultsBytesMax) {}
}
