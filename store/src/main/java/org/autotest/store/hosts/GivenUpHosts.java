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
  /// @param most how many at once; those that have stood there longest first
  /// @return their names
  public List<String> reverify(Duration after, int most) {
    return database.transact(
        handle -> {
          List<String> due =
              handle
                  .createQuery(DUE)
                  .bind("never", Protection.DO_NOT_VERIFY.number())
                  .bind("before", Database.now(handle).minus(after))
                  .bind("limit", most)
                  .mapTo(String.class)
                  .list();
          if (due.isEmpty()) {
            return due;
          }
          Caller system = Caller.require(handle, Caller.SYSTEM);
          String reason = "given up %d min ago or more".formatted(after.toMinutes());
          for (HostRow host : HostRow.find(handle, due)) {
            TaskRequests.queue(handle, system, host, TaskType.VERIFY, reason);
          }
          return due;
        });
  }
}
