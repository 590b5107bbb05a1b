package org.autotest.store.views;

import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.core.job.Job;
import org.autotest.core.job.JobId;

/// One job: what was asked for, and how far it is.
///
/// @param atomicGroup name of the group that its hosts are of
/// @param droneSet name of the set of drones that may run it
public record JobDetail(
    JobSummary summary,
    Job job,
    Optional<String> atomicGroup,
    Optional<String> droneSet,
    Origin origin,
    JobArchive archive) {
  /// What a job was made from.
  ///
  /// @param source template or job; empty when somebody wrote it anew
  /// @param recurringRun which made it; empty when a person did, or it is deleted
  public record Origin(Optional<JobId> source, OptionalLong recurringRun) {}
}
