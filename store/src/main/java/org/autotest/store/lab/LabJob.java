package org.autotest.store.lab;

import java.time.Instant;
import java.util.Set;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.JobOptions;

/// A job with unfinished entries, without its control file, so that a hundred thousand fit into
/// memory.
///
/// @param dependencies labels that every host must carry
public record LabJob(
    JobId id, String owner, Instant createdAt, JobOptions options, Set<LabelId> dependencies) {
  public LabJob {
    dependencies = Set.copyOf(dependencies);
  }

  /// When its unfinished entries are aborted.
  public Instant deadline() {
    return createdAt.plus(options.timeout());
  }
}
