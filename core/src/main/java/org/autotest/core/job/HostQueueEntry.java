package org.autotest.core.job;

import java.time.Instant;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;

/// The unit of scheduling: one job on one host, or on any host of a label, or on none
/// (`afe_host_queue_entries`).
///
/// @param host empty until one was chosen for a metahost entry, and always for a hostless job
/// @param metaHost the label any of whose hosts will do; stays set after the choice
/// @param abortRequested somebody asked to abort it; the dispatcher acts on that
/// @param executionSubdir the directory below the job's, empty text until a group is formed
/// @param startedAt when its autoserv was started; empty before, and again after a requeue
public record HostQueueEntry(
    EntryId id,
    JobId job,
    Optional<HostId> host,
    Optional<LabelId> metaHost,
    EntryStatus status,
    boolean abortRequested,
    String executionSubdir,
    Optional<Instant> startedAt) {

  /// Needs no machine.
  public boolean isHostless() {
    return host.isEmpty() && metaHost.isEmpty();
  }

  /// The words people see: `Running`, or `Aborted (Running)` while an abort is on its way.
  public String statusInWords() {
    return abortRequested && !status.isComplete()
        ? "Aborted (" + status.word() + ")"
        : status.word();
  }
}
