package org.autotest.store.lab;

import org.autotest.core.host.HostStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskType;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChanges;
import org.jdbi.v3.core.Handle;

/// Rows as no program of ours leaves them, but a person with a database client may: for tests of
/// whether the dispatcher mends them.
public final class HalfWay {
  private static final String LEAVE =
      """
      UPDATE afe_hosts host SET status = :status, status_changed_at = :now
      WHERE hostname = :host AND status = 'Ready'
        AND NOT EXISTS (
          SELECT 1 FROM afe_special_tasks task WHERE task.host_id = host.id AND is_complete = 0)
        AND NOT EXISTS (
          SELECT 1 FROM afe_host_queue_entries entry
          WHERE entry.host_id = host.id AND entry.active = 1)
      """;

  private static final String TASK =
      """
      INSERT INTO afe_special_tasks (host_id, task, requested_by_id, time_requested)
      SELECT host.id, :task, user.id, :now
      FROM afe_hosts host JOIN afe_users user ON user.login = 'autotest_system'
      WHERE hostname = :host
      """;

  private static final String HOST_ID = "SELECT id FROM afe_hosts WHERE hostname = ?";

  private static final String NO_CONTROL = "UPDATE afe_jobs SET control_file = '' WHERE id = ?";

  private HalfWay() {}

  /// Leaves a host that nobody uses in the middle of something, and asks for a task on it.
  ///
  /// @throws IllegalStateException when somebody uses the host
  public static void leave(Database database, String host, HostStatus status, TaskType task) {
    database.transactVoid(
        handle -> {
          place(handle, host, status);
          long id =
              handle
                  .createUpdate(TASK)
                  .bind("task", task.word())
                  .bind("now", Database.now(handle))
                  .bind("host", host)
                  .executeAndReturnGeneratedKeys("id")
                  .mapTo(Long.class)
                  .one();
          LabChanges.append(handle, Kind.TASK, id);
        });
  }

  private static void place(Handle handle, String host, HostStatus status) {
    int changed =
        handle
            .createUpdate(LEAVE)
            .bind("status", status.word())
            .bind("now", Database.now(handle))
            .bind("host", host)
            .execute();
    if (changed != 1) {
      throw new IllegalStateException(
          "leaving %s as %s: somebody uses it".formatted(host, status.word()));
    }
    long id = handle.createQuery(HOST_ID).bind(0, host).mapTo(Long.class).one();
    LabChanges.append(handle, Kind.HOST, id);
  }

  /// Takes a job's control file away.
  public static void loseControlFile(Database database, JobId job) {
    database.transactVoid(handle -> handle.execute(NO_CONTROL, job.value()));
  }
}
