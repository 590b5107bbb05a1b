package org.autotest.store.views;

import java.time.Instant;
import java.util.Optional;
import org.autotest.core.job.JobId;
import org.autotest.core.sign.Sign;

/// Something that ran on a host: an entry of a job, or a special task.
///
/// @param kind `Job`, or the task's word
/// @param id of the entry or of the task
/// @param job of the entry, or of the entry that waits for the task
/// @param jobName empty for a task
/// @param by login of the job's owner, or of who asked for the task
/// @param at when it was started, else when it was asked for
public record HostEvent(
    String kind,
    long id,
    Optional<JobId> job,
    String jobName,
    String by,
    String status,
    Sign sign,
    Instant at,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<EntryView.Failure> failure,
    Optional<String> resultsPath) {

  public boolean isTask() {
    return !kind.equals("Job");
  }
}
