package org.autotest.autoserv.control;

/// Runs client control files on one machine.
@FunctionalInterface
public interface ClientControl {
  /// Runs one to its end.
  void run(String control) throws InterruptedException;
}
