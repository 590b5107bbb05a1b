package org.autotest.core.job;

import java.time.Instant;
import java.util.Optional;
import org.autotest.core.host.HostId;

/// A verify, cleanup or repair that somebody asked for (`afe_special_tasks`).
///
/// @param requestedBy login; the job's owner when an entry waits for it
/// @param onBehalfOf the entry that waits for it; empty for a reverify or a cleanup after a job
/// @param status derived from the columns `is_active`, `is_complete`, `success`
public record SpecialTask(
    TaskId id,
    TaskType type,
    HostId host,
    String requestedBy,
    Optional<EntryId> onBehalfOf,
    Status status,
    Instant requestedAt) {

  /// Where a task stands, in the words people see.
  public enum Status {
    QUEUED("Queued"),
    RUNNING("Running"),
    COMPLETED("Completed"),
    FAILED("Failed");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    /// Reads the three columns.
    ///
    /// @param active `is_active`
    /// @param complete `is_complete`
    /// @param success `success`; only looked at when complete
    public static Status of(boolean active, boolean complete, boolean success) {
      if (complete) {
        return success ? COMPLETED : FAILED;
      }
      return active ? RUNNING : QUEUED;
    }
  }
}
