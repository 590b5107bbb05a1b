package org.autotest.dispatcher.plan;

import org.autotest.core.job.JobId;

/// The entries of one job that run, or ran, in one autoserv.
///
/// @param subdir their results directory below the job's; never empty
public record GroupKey(JobId job, String subdir) {
  public GroupKey {
    if (subdir.isEmpty()) {
      throw new IllegalArgumentException("a group of job %s has no directory".formatted(job));
    }
  }
}
