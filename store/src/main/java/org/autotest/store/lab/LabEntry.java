package org.autotest.store.lab;

import java.time.Instant;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;

/// An unfinished host queue entry as the dispatcher sees it.
///
/// @param subdir of the execution, below the job's directory; empty text until a group is formed
/// @param startedAt when its autoserv was started
/// @param problem why the last attempt to start it failed, or why it was given up
/// @param waitUntil while it is Waiting: when it starts with the hosts that are there
public record LabEntry(
    EntryId id,
    JobId job,
    Optional<HostId> host,
    Optional<LabelId> metaHost,
    Optional<Long> atomicGroup,
    EntryStatus status,
    boolean abortRequested,
    String subdir,
    Optional<Instant> startedAt,
    Optional<String> problem,
    Optional<Instant> waitUntil) {

  /// Needs no machine.
  public boolean isHostless() {
    return host.isEmpty() && metaHost.isEmpty() && atomicGroup.isEmpty();
  }
}
