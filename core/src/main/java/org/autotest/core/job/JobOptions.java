package org.autotest.core.job;

import java.time.Duration;

/// How a job is to be run.
///
/// @param synchCount hosts in one autoserv run, at least 1; 1 means each host for itself
/// @param timeout from creation; over it, unfinished entries are aborted. Whole hours in the
///   database
/// @param maxRuntime from an entry's start. Whole hours in the database
/// @param runVerify whether hosts are verified before the job
/// @param parseFailedRepair whether the results of a failed repair count as results of the job
/// @param reserveHosts whether each host is reserved for the owner when the job gets it, and for a
///   day after the job let it go
public record JobOptions(
    Priority priority,
    int synchCount,
    Duration timeout,
    Duration maxRuntime,
    boolean runVerify,
    RebootBefore rebootBefore,
    RebootAfter rebootAfter,
    boolean parseFailedRepair,
    boolean reserveHosts) {

  /// What a submitter gets who says nothing.
  public static final JobOptions DEFAULTS =
      new JobOptions(
          Priority.MEDIUM,
          1,
          Duration.ofDays(3),
          Duration.ofDays(3),
          true,
          RebootBefore.IF_DIRTY,
          RebootAfter.ALWAYS,
          true);

  /// Reserves no host.
  public JobOptions(
      Priority priority,
      int synchCount,
      Duration timeout,
      Duration maxRuntime,
      boolean runVerify,
      RebootBefore rebootBefore,
      RebootAfter rebootAfter,
      boolean parseFailedRepair) {
    this(
        priority,
        synchCount,
        timeout,
        maxRuntime,
        runVerify,
        rebootBefore,
        rebootAfter,
        parseFailedRepair,
        false);
  }

  public JobOptions {
    if (synchCount < 1) {
      throw new IllegalArgumentException("synch count must be at least 1, is " + synchCount);
    }
    if (timeout.isNegative()
        || timeout.isZero()
        || maxRuntime.isNegative()
        || maxRuntime.isZero()) {
      throw new IllegalArgumentException(
          "time limits must be positive, are %s and %s".formatted(timeout, maxRuntime));
    }
  }
}
