package org.autotest.client.test;

/// What the job does around a test. None of it can make a test fail: trouble is logged.
public interface Surroundings {
  /// Before the first phase.
  void beforeTest();

  /// Before each iteration, counted from 1.
  void beforeIteration(int iteration);

  /// After each iteration, also one that failed.
  void afterIteration(int iteration);

  /// After the last phase, also when the test failed or its process was lost.
  void afterTest();

  /// The profilers of the job.
  TestProfilers profilers();

  /// The network may go away from now on, or is there again.
  void networkIsUnstable(boolean unstable);
}
