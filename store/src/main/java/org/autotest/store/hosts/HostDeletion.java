package org.autotest.store.hosts;

import java.util.List;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.EventLog;
import org.jdbi.v3.core.Handle;

/// What has to go when a host is deleted.
final class HostDeletion {
  private static final String UNFINISHED_ENTRIES =
      """
      SELECT id FROM afe_host_queue_entries
      WHERE host_id = :host AND complete = 0 AND aborted = 0
      ORDER BY id
      FOR UPDATE
      """;

  private static final String AUDIT =
      """
      INSERT IGNORE INTO afe_aborted_host_queue_entries (queue_entry_id, aborted_by_id, aborted_on)
      SELECT id, :by, :now FROM afe_host_queue_entries
      WHERE host_id = :host AND complete = 0 AND aborted = 0
      """;

  private static final String ABORT_ENTRIES =
      """
      UPDATE afe_host_queue_entries SET aborted = 1 WHERE host_id = :host AND complete = 0
      """;

  private static final String MARK_ENTRIES =
      """
      UPDATE afe_host_queue_entries SET deleted = 1 WHERE host_id = :host
      """;

  private static final String QUEUED_TASKS =
      """
      SELECT id FROM afe_special_tasks
      WHERE host_id = :host AND is_active = 0 AND is_complete = 0 AND queue_entry_id IS NULL
      ORDER BY id
      FOR UPDATE
      """;

  private static final String DELETE_TASK =
      """
      DELETE FROM afe_special_tasks WHERE id = :id
      """;

  private static final String DELETE_LABELS =
      """
      DELETE FROM afe_hosts_labels WHERE host_id = :host
      """;

  private static final String DELETE_GROUPS =
      """
      DELETE FROM afe_acl_groups_hosts WHERE host_id = :host
      """;

  private static final String DELETE_ATTRIBUTES =
      """
      DELETE FROM afe_host_attributes WHERE host_id = :host
      """;

  private static final String END_RESERVATIONS =
      """
      UPDATE afe_reservations SET state = 'over', active = NULL
      WHERE host_id = :host AND state <> 'over'
      """;

  private static final String INVALIDATE =
      """
      UPDATE afe_hosts
      SET invalid = 1, locked = 0, locked_by_id = NULL, lock_time = NULL, lock_reason = NULL,
        lock_expires = NULL
      WHERE id = :host
      """;

  private HostDeletion() {}

  static void delete(Handle handle, Caller caller, HostRow host) {
    List<Long> entries =
        handle.createQuery(UNFINISHED_ENTRIES).bind("host", host.id()).mapTo(Long.class).list();
    handle
        .createUpdate(AUDIT)
        .bind("by", caller.id())
        .bind("now", Database.now(handle))
        .bind("host", host.id())
        .execute();
    run(handle, ABORT_ENTRIES, host);
    run(handle, MARK_ENTRIES, host);
    EventLog.entriesNoted(handle, entries, "abort requested: the host was deleted", caller.login());
    List<Long> tasks =
        handle.createQuery(QUEUED_TASKS).bind("host", host.id()).mapTo(Long.class).list();
    tasks.forEach(task -> handle.createUpdate(DELETE_TASK).bind("id", task).execute());
    run(handle, DELETE_LABELS, host);
    run(handle, DELETE_GROUPS, host);
    run(handle, DELETE_ATTRIBUTES, host);
    run(handle, END_RESERVATIONS, host);
    run(handle, INVALIDATE, host);
    LabChanges.append(handle, Kind.ENTRY, entries);
    LabChanges.append(handle, Kind.TASK, tasks);
    LabChanges.append(handle, Kind.HOST, host.id());
  }

  private static void run(Handle handle, String sql, HostRow host) {
    handle.createUpdate(sql).bind("host", host.id()).execute();
  }
}
