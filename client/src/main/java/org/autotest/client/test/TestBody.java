package org.autotest.client.test;

import java.util.Map;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// A test that can be driven through its life, however it is written and wherever it runs. Used by
/// one thread, but for [#kill].
public interface TestBody extends AutoCloseable {
  /// Loads the test and asks what it declares.
  ///
  /// @throws RaisedException what the loading raised, such as a syntax error
  /// @throws TestProcessLost when the test's process ended
  TestDescription load() throws RaisedException;

  /// Calls one phase and waits for it.
  ///
  /// @param args exactly those to pass
  /// @param iteration 0 before the first, then from 1
  /// @throws RaisedException what the phase raised
  /// @throws TestProcessLost when the test's process ended, or was killed
  void call(Phase phase, Map<String, @Nullable Object> args, int iteration) throws RaisedException;

  /// How often the test looked so far whether something is as it should be: commands that had to
  /// succeed, conditions, sub-tests.
  long checks();

  /// Ends the test's process at once, with everything it started. Any thread may call it.
  void kill();

  /// The test is over; what it needed is given back or ended. Output that is on its way is logged
  /// before this returns.
  @Override
  void close();
}
