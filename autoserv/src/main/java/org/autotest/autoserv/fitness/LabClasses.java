package org.autotest.autoserv.fitness;

import java.nio.file.Path;
import java.time.Duration;
import org.autotest.autoserv.api.Finding;
import org.autotest.core.failure.AutotestException;

/// Runs checks and actions that a lab has written in Java, for one machine.
public interface LabClasses {
  /// Runs a [org.autotest.autoserv.api.HostCheck].
  ///
  /// @param source named as its class
  /// @param limit after that it is told to end, and no more waited for
  /// @return what it found; that it cannot be compiled, or threw something, is a finding too
  Finding look(Path source, Duration limit) throws InterruptedException;

  /// Runs a [org.autotest.autoserv.api.HostAction].
  ///
  /// @param source named as its class
  /// @param limit after that it is told to end, and no more waited for
  /// @return what it said
  /// @throws AutotestException when it did not work
  String apply(Path source, Duration limit) throws InterruptedException;
}
