package org.autotest.core.schedule;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskType;

/// A host as it stands at this moment, seen from one entry that wants it.
///
/// @param lock empty when it is not locked
/// @param holder the unfinished entry that holds the host, and its job
/// @param task the most urgent verify, cleanup or repair that is due or running on it
/// @param usedBySameJob another entry of the same job has or had the host
/// @param keptFor another job for which the host is kept while it is free
public record Candidate(
    Hostname hostname,
    Offer offer,
    HostStatus status,
    Optional<Lock> lock,
    Optional<Holder> holder,
    Optional<TaskType> task,
    boolean usedBySameJob,
    Optional<JobId> keptFor) {

  /// Who keeps it from everybody, and why.
  ///
  /// @param by login
  /// @param until empty: until somebody unlocks it
  public record Lock(Optional<String> by, Optional<String> reason, Optional<Instant> until) {
    /// `locked by alice until 2026-11-29T12:00Z: new memory`.
    String inWords() {
      return "locked"
          + by.map(" by "::concat).orElse("")
          + until.map(end -> " until " + end.truncatedTo(ChronoUnit.MINUTES)).orElse("")
          + reason.map(": "::concat).orElse("");
    }
  }

  /// Who has it.
  public record Holder(EntryId entry, JobId job) {}
}
