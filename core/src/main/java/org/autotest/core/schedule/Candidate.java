package org.autotest.core.schedule;

import java.util.Optional;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskType;

/// A host as it stands at this moment, seen from one entry that wants it.
///
/// @param holder the unfinished entry that holds the host, and its job
/// @param task the most urgent verify, cleanup or repair that is due or running on it
/// @param usedBySameJob another entry of the same job has or had the host
/// @param keptFor another job for which the host is kept while it is free
public record Candidate(
    Hostname hostname,
    Offer offer,
    HostStatus status,
    boolean locked,
    Optional<Holder> holder,
    Optional<TaskType> task,
    boolean usedBySameJob,
    Optional<JobId> keptFor) {

  /// Who has it.
  public record Holder(EntryId entry, JobId job) {}
}
