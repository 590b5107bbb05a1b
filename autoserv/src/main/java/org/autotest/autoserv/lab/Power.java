package org.autotest.autoserv.lab;

/// The switch of a machine's power.
public interface Power {
  /// Cuts it, whatever the machine does.
  ///
  /// @return what the switch said; may be empty
  /// @throws LabProblem when it does not work
  String off() throws InterruptedException;

  /// Gives it.
  ///
  /// @return what the switch said; may be empty
  /// @throws LabProblem when it does not work
  String on() throws InterruptedException;
}
