package org.autotest.autoserv.control;

/// The client on one machine.
public interface ClientControl {
  /// Installs or updates it.
  void install() throws InterruptedException;

  /// Runs a client control file to its end; installs the client before.
  void run(String control) throws InterruptedException;
}
