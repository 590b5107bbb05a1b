package org.autotest.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.autotest.store.LabChange.Kind;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// The writing end of the outbox `afe_lab_changes`. Every transaction that changes a job, an entry,
/// a host, a special task, a label or a group appends what it changed, so that the change and the
/// news of it are committed together or not at all.
public final class LabChanges {
  private static final String APPEND =
      """
      INSERT INTO afe_lab_changes (kind, subject_id, changed_at)
      VALUES (:kind, :subject, :now)
      """;

  private static final String FORGET =
      """
      DELETE FROM afe_lab_changes
      WHERE changed_at < :before
      LIMIT :limit
      """;

  private LabChanges() {}

  /// Appends one change; listeners of this process are told after the commit.
  public static void append(Handle handle, Kind kind, long subject) {
    append(handle, kind, List.of(subject));
  }

  /// Appends several of one kind, in one batch.
  public static void append(Handle handle, Kind kind, Collection<Long> subjects) {
    append(handle, Map.of(kind, subjects));
  }

  /// Appends several, in one batch.
  public static void append(Handle handle, Map<Kind, ? extends Collection<Long>> subjects) {
    Instant now = handle.getConfig(TransactionContext.class).now();
    try (PreparedBatch batch = handle.prepareBatch(APPEND)) {
      subjects.forEach(
          (kind, ids) ->
              ids.forEach(
                  id ->
                      batch.bind("kind", kind.word()).bind("subject", id).bind("now", now).add()));
      if (batch.size() == 0) {
        return;
      }
      batch.execute();
    }
    handle.getConfig(TransactionContext.class).markChanged();
  }

  /// Deletes changes that every reader has long seen.
  ///
  /// @param before readers reload everything when they were away for longer; an hour is plenty
  /// @param limit most rows deleted at once, so that the transaction stays short
  /// @return how many were deleted; call again while it equals the limit
  public static int forget(Handle handle, Instant before, int limit) {
    return handle.createUpdate(FORGET).bind("before", before).bind("limit", limit).execute();
  }
}
