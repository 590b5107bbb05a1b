package org.autotest.store.hosts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.EventLog;
import org.autotest.store.access.HostRights;
import org.jdbi.v3.core.Handle;

/// Asks for hosts to be verified, cleaned up or repaired, for their own sake.
public final class TaskRequests {
  private static final String QUEUED =
      """
      SELECT MIN(id) FROM afe_special_tasks
      WHERE host_id = :host AND task = :task AND is_active = 0 AND is_complete = 0
        AND queue_entry_id IS NULL
      """;

  private static final String INSERT =
      """
      INSERT INTO afe_special_tasks (host_id, task, requested_by_id, time_requested)
      VALUES (:host, :task, :by, :now)
      """;

  private final Database database;

  public TaskRequests(Database database) {
    this.database = database;
  }

  /// Queues a task for each host; where an equal one is queued already, that one stands.
  ///
  /// @param login of the caller, who must share an ACL group with each host or be root
  /// @return the queued tasks, in the order of the hosts
  /// @throws BadRequest when a host is unknown or the caller may not; nothing is queued then
  public List<TaskId> request(String login, Collection<String> hostnames, TaskType type) {
    return database.transact(
        handle -> {
          Caller caller = Caller.require(handle, login);
          List<HostRow> hosts = HostRow.lock(handle, hostnames, "hostname");
          HostRights.require(handle, caller, HostRow.ids(hosts), "hostname");
          List<TaskId> tasks = new ArrayList<>();
          for (HostRow host : hosts) {
            tasks.add(new TaskId(queue(handle, caller, host, type, "asked for")));
          }
          return tasks;
        });
  }

  static long queue(Handle handle, Caller caller, HostRow host, TaskType type, String reason) {
    Long queued =
        handle
            .createQuery(QUEUED)
            .bind("host", host.id())
            .bind("task", type.word())
            .mapTo(Long.class)
            .findOne()
            .orElse(null);
    if (queued != null) {
      return queued;
    }
    long id =
        handle
            .createUpdate(INSERT)
            .bind("host", host.id())
            .bind("task", type.word())
            .bind("by", caller.id())
            .bind("now", Database.now(handle))
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    EventLog.taskRequested(handle, id, reason, caller.login());
    LabChanges.append(handle, Kind.TASK, id);
    return id;
  }
}
