package org.autotest.store.hosts;

import java.time.Duration;
import java.util.List;
import org.autotest.core.host.Protection;
import org.autotest.core.job.TaskType;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;

/// Has hosts in Repair Failed verified again: one that came back is used again, and nobody has to
/// notice that it did.
public final class GivenUpHosts {
  /// Those that hang take a process each for as long as a connection may take.
  private static final String OPEN =
      """
      SELECT COUNT(*)
      FROM afe_special_tasks task JOIN afe_hosts host ON host.id = task.host_id
      WHERE task.is_complete = 0 AND task.task = 'Verify' AND task.queue_entry_id IS NULL
        AND task.requested_by_id = :system AND (host.locked = 0 OR task.is_active = 1)
      """;

  private static final String DUE =
      """
      SELECT hostname FROM afe_hosts host
      WHERE status = 'Repair Failed' AND invalid = 0 AND locked = 0
        AND protection <> :never AND status_changed_at <= :before
        AND NOT EXISTS (
          SELECT 1 FROM afe_special_tasks task WHERE task.host_id = host.id AND is_complete = 0)
        AND NOT EXISTS (
          SELECT 1 FROM afe_host_queue_entries entry
          WHERE entry.host_id = host.id AND entry.active = 1)
      ORDER BY status_changed_at, id
      LIMIT :limit
      """;

  private final Database database;

  public GivenUpHosts(Database database) {
    this.database = database;
  }

  /// Asks for a verify of hosts that nobody uses; not of those that are locked, or that say that
  /// they are never to be verified.
  ///
  /// @param after how long a host has stood in Repair Failed
  /// @param most verifies of this kind that may be open at once; hosts that have stood there
  ///   longest come first
  /// @return their names
  public List<String> reverify(Duration after, int most) {
    return database.transact(
        handle -> {
          Caller system = Caller.require(handle, Caller.SYSTEM);
          int open =
              handle.createQuery(OPEN).bind("system", system.id()).mapTo(Integer.class).one();
          if (open >= most) {
            return List.of();
          }
          List<String> due =
              handle
                  .createQuery(DUE)
                  .bind("never", Protection.DO_NOT_VERIFY.number())
                  .bind("before", Database.now(handle).minus(after))
                  .bind("limit", most - open)
                  .mapTo(String.class)
                  .list();
          if (due.isEmpty()) {
            return due;
          }
          String reason = "given up %d min ago or more".formatted(after.toMinutes());
          for (HostRow host : HostRow.find(handle, due)) {
            TaskRequests.queue(handle, system, host, TaskType.VERIFY, reason);
          }
          return due;
        });
  }
}
