package org.autotest.autoserv.control;

import java.time.Duration;
import java.util.Optional;

/// The client on one machine.
public interface ClientControl {
  /// Installs or updates it.
  void install() throws InterruptedException;

  /// Runs a client control file to its end; installs the client before.
  ///
  /// @param state what its job begins with, see [ClientState]; empty text for nothing
  /// @param disconnect how long the machine may stay away meanwhile; empty for what the lab says
  void run(String control, String state, Optional<Duration> disconnect) throws InterruptedException;

  /// Installs or updates it.
  ///
  /// @return the absolute path of its program `autotest-local`
  String program() throws InterruptedException;
}
