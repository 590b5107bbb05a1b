package org.autotest.store.access;

import java.util.Collection;
import org.autotest.store.Database;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Writes into `afe_event_log` what people did to entries, hosts and tasks; the dispatcher writes
/// there what it does by itself.
public final class EventLog {
  private static final String ENTRIES_CREATED =
      """
      INSERT INTO afe_event_log
        (happened_at, kind, subject_id, job_id, host_id, old_status, new_status, reason, actor)
      SELECT :now, 'entry', id, job_id, host_id, NULL, status, 'submitted', :actor
      FROM afe_host_queue_entries
      WHERE job_id = :job
      """;

  private static final String ENTRY_NOTED =
      """
      INSERT INTO afe_event_log
        (happened_at, kind, subject_id, job_id, host_id, old_status, new_status, reason, actor)
      SELECT :now, 'entry', id, job_id, host_id, status, status, :reason, :actor
      FROM afe_host_queue_entries
      WHERE id = :id
      """;

  private static final String HOST_NOTED =
      """
      INSERT INTO afe_event_log
        (happened_at, kind, subject_id, host_id, old_status, new_status, reason, actor)
      SELECT :now, 'host', id, id, :old, status, :reason, :actor
      FROM afe_hosts
      WHERE id = :id
      """;

  private static final String HOST_STAYS =
      """
      INSERT INTO afe_event_log
        (happened_at, kind, subject_id, host_id, old_status, new_status, reason, actor)
      SELECT :now, 'host', id, id, status, status, :reason, :actor
      FROM afe_hosts
      WHERE id = :id
      """;

  private static final String TASK_NOTED =
      """
      INSERT INTO afe_event_log
        (happened_at, kind, subject_id, host_id, old_status, new_status, reason, actor)
      SELECT :now, 'task', id, host_id, NULL, 'Queued', :reason, :actor
      FROM afe_special_tasks
      WHERE id = :id
      """;

  private EventLog() {}

  /// Tells of each entry of a new job.
  public static void entriesCreated(Handle handle, long job, String actor) {
    handle
        .createUpdate(ENTRIES_CREATED)
        .bind("now", Database.now(handle))
        .bind("job", job)
        .bind("actor", actor)
        .execute();
  }

  /// Tells of something that does not change where the entries stand.
  public static void entriesNoted(
      Handle handle, Collection<Long> entries, String reason, String actor) {
    noted(handle, ENTRY_NOTED, entries, reason, actor);
  }

  /// Tells that a host stands where it stands now.
  ///
  /// @param old where it stood before
  public static void hostNoted(Handle handle, long host, String old, String reason, String actor) {
    handle
        .createUpdate(HOST_NOTED)
        .bind("now", Database.now(handle))
        .bind("id", host)
        .bind("old", old)
        .bind("reason", reason)
        .bind("actor", actor)
        .execute();
  }

  /// Tells of something that does not change where hosts stand.
  ///
  /// @param hosts ids
  public static void hostsNoted(
      Handle handle, Collection<Long> hosts, String reason, String actor) {
    noted(handle, HOST_STAYS, hosts, reason, actor);
  }

  private static void noted(
      Handle handle, String sql, Collection<Long> ids, String reason, String actor) {
    if (ids.isEmpty()) {
      return;
    }
    try (PreparedBatch batch = handle.prepareBatch(sql)) {
      for (Long id : ids) {
        batch
            .bind("now", Database.now(handle))
            .bind("id", id)
            .bind("reason", reason)
            .bind("actor", actor)
            .add();
      }
      batch.execute();
    }
  }

  /// Tells of a special task that somebody asked for.
  public static void taskRequested(Handle handle, long task, String reason, String actor) {
    handle
        .createUpdate(TASK_NOTED)
        .bind("now", Database.now(handle))
        .bind("id", task)
        .bind("reason", reason)
        .bind("actor", actor)
        .execute();
  }
}
