package org.autotest.store.lab;

import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.jdbi.v3.core.Handle;

/// Changes of special tasks.
final class TaskSql {
  private static final String CREATE =
      """
      INSERT INTO afe_special_tasks
        (host_id, task, requested_by_id, time_requested, queue_entry_id)
      SELECT :host, :task,
        COALESCE(
          (SELECT id FROM afe_users WHERE login = :login),
          (SELECT id FROM afe_users WHERE login = 'autotest_system')),
        :now, :entry
      """;

  private static final String START =
      """
      UPDATE afe_special_tasks SET is_active = 1, time_started = :now
      WHERE id = :id AND is_complete = 0 AND is_active = 0
      """;

  private static final String FINISH =
      """
      UPDATE afe_special_tasks
      SET is_active = 0, is_complete = 1, success = :success, time_finished = :now,
        failure_blame = :blame, failure_problem = :problem
      WHERE id = :id AND is_complete = 0
      """;

  private static final String DELETE =
      """
      DELETE FROM afe_special_tasks WHERE id IN (<ids>) AND is_complete = 0 AND is_active = 0
      """;

  private static final String POINT =
      """
      UPDATE afe_special_tasks SET execution_id = :execution
      WHERE id = :id AND is_complete = 0 AND is_active = 1
      """;

  private final Handle handle;
  private final News news;

  TaskSql(Handle handle, News news) {
    this.handle = handle;
    this.news = news;
  }

  TaskId create(
      HostId host, TaskType type, Optional<EntryId> entry, String requestedBy, String reason) {
    long id =
        handle
            .createUpdate(CREATE)
            .bind("host", host.value())
            .bind("task", type.word())
            .bind("login", requestedBy)
            .bind("now", Database.now(handle))
            .bind("entry", entry.map(EntryId::value).orElse(null))
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    TaskId task = new TaskId(id);
    news.taskMoved(
        task, Optional.empty(), SpecialTask.Status.QUEUED.word(), reason, Optional.empty());
    return task;
  }

  void start(TaskId task, String reason) {
    int changed =
        handle
            .createUpdate(START)
            .bind("id", task.value())
            .bind("now", Database.now(handle))
            .execute();
    require(changed == 1, task, "queued");
    news.taskMoved(
        task,
        Optional.of(SpecialTask.Status.QUEUED.word()),
        SpecialTask.Status.RUNNING.word(),
        reason,
        Optional.empty());
  }

  void finish(TaskId task, Optional<Failure> failure, String reason) {
    int changed =
        handle
            .createUpdate(FINISH)
            .bind("id", task.value())
            .bind("success", failure.isEmpty())
            .bind("now", Database.now(handle))
            .bind("blame", failure.map(Failure::blame).map(Blame::name).orElse(null))
            .bind("problem", failure.map(Failure::problem).orElse(null))
            .execute();
    require(changed == 1, task, "open");
    SpecialTask.Status end =
        failure.isEmpty() ? SpecialTask.Status.COMPLETED : SpecialTask.Status.FAILED;
    news.taskMoved(
        task,
        Optional.of(SpecialTask.Status.RUNNING.word()),
        end.word(),
        reason,
        failure.map(Failure::blame));
  }

  void delete(List<TaskId> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    handle
        .createUpdate(DELETE)
        .bindList("ids", tasks.stream().map(TaskId::value).toList())
        .execute();
    tasks.forEach(task -> news.changed(Kind.TASK, task.value()));
  }

  void point(TaskId task, ExecutionId execution) {
    int changed =
        handle
            .createUpdate(POINT)
            .bind("id", task.value())
            .bind("execution", execution.value())
            .execute();
    require(changed == 1, task, "running");
    news.changed(Kind.TASK, task.value());
  }

  private static void require(boolean held, TaskId task, String expected) {
    if (!held) {
      throw new LostRace("special task " + task, expected);
    }
  }
}
