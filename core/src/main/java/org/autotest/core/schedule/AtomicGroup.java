package org.autotest.core.schedule;

/// What the scheduler must know of an atomic group: hosts that jobs take together or not at all.
///
/// @param hostsMax most hosts that one job gets, at least 1
public record AtomicGroup(long id, String name, int hostsMax) {
  /// Stands for no limit, in the database too.
  public static final int NO_LIMIT = 333_333_333;
}
