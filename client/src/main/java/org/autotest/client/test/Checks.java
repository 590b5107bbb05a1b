package org.autotest.client.test;

import java.util.concurrent.atomic.AtomicLong;

/// How often a test looked whether something is as it should be: a command that had to succeed, a
/// condition, a measurement, a sub-test. A test that passes without any has shown nothing.
///
/// Safe for several threads.
public final class Checks {
  /// What the log says of a test that passed without any, behind its directory.
  public static final String NONE = " passed without a single check";

  private final AtomicLong made = new AtomicLong();

  /// Counts some.
  ///
  /// @param more not below 0
  public void add(long more) {
    made.addAndGet(Math.max(0, more));
  }

  /// How many were made.
  public long count() {
    return made.get();
  }
}
