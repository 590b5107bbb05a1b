package org.autotest.client.test;

/// The profilers of a job, for one test. Trouble with them is logged, and never changes how the
/// test ends.
public interface TestProfilers {
  /// Whether there are any.
  boolean present();

  /// Whether tests run under profilers only, unless they are told otherwise.
  boolean only();

  /// Whether they run.
  boolean active();

  /// Starts them all, for an iteration.
  void start(int iteration);

  /// Stops those that run, and ends whatever they started.
  void stop();

  /// Lets them write what they have seen, and moves it to `profiling/iteration.<n>`.
  void report(int iteration);

  /// Tells in the status log that nothing was run, since there are none.
  void tellNoneAdded();
}
