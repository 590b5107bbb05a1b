package org.autotest.dispatcher.plan;

import java.util.Optional;
import org.autotest.core.host.Protection;
import org.autotest.core.job.RebootBefore;
import org.autotest.core.job.TaskType;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabJob;

/// What a host goes through before a job.
final class Preparation {
  private Preparation() {}

  /// The first task, or empty when the host is fit as it is.
  static Optional<TaskType> first(LabJob job, LabHost host) {
    RebootBefore wish = job.options().rebootBefore();
    boolean cleanup =
        wish == RebootBefore.ALWAYS || (wish == RebootBefore.IF_DIRTY && host.dirty());
    return cleanup ? Optional.of(TaskType.CLEANUP) : afterCleanup(job, host);
  }

  /// The task that follows a cleanup, or empty when none does.
  static Optional<TaskType> afterCleanup(LabJob job, LabHost host) {
    return job.options().runVerify() && host.protection() != Protection.DO_NOT_VERIFY
        ? Optional.of(TaskType.VERIFY)
        : Optional.empty();
  }
}
