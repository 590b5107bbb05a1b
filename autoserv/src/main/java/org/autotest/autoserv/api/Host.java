package org.autotest.autoserv.api;

import java.time.Duration;
import org.autotest.autoserv.host.CommandResult;

/// A machine that a control file can work on.
public interface Host {
  /// Its name.
  String hostname();

  /// Runs a shell command, for at most an hour.
  ///
  /// @throws CommandFailed when it does not exit with 0
  CommandResult run(String command);

  /// Runs a shell command; any exit status is an answer.
  ///
  /// @param limit after that it is killed, and the job fails
  CommandResult tryRun(String command, Duration limit);

  /// Runs one client test there; the client is installed if need be.
  ///
  /// @return whether no test failed
  boolean runTest(String name, Arg... args);

  /// Runs a client control file there, in either language.
  ///
  /// @return whether no test failed
  boolean runControl(String control);
}
