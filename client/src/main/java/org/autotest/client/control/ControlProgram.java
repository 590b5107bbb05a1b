package org.autotest.client.control;

import org.autotest.core.bridge.RaisedException;

/// A control file that can be carried out.
public interface ControlProgram extends AutoCloseable {
  /// Carries out the whole file, as far as it stands outside of steps.
  ///
  /// @param resumed the job goes on after a pause
  /// @return whether it has a step `step_init` (`stepInit` in Java)
  /// @throws RaisedException what it raised, also to pause or to end the job
  /// @throws org.autotest.client.test.TestProcessLost when its process ended
  boolean execute(boolean resumed) throws RaisedException;

  /// Carries out one step.
  ///
  /// @return the functions that it has returned, for steps within it
  /// @throws RaisedException like [#execute]
  StepScope step(Step step) throws RaisedException;

  /// The name of its first step.
  String firstStep();

  /// Ends its process, if it has one. Any thread may call it.
  void kill();

  @Override
  void close();
}
