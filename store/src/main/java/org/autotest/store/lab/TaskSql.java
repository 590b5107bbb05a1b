package org.autotest.store.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.lab.JsonRows.Row;
import org.autotest.store.lab.Transition.Created;
import org.jdbi.v3.core.Handle;

/// Changes of special tasks, made together by [#write].
final class TaskSql {
  /// Of a kind that is begun: the others that may stand there are reserved.
  static final String IS_BEGUN =
      Arrays.stream(TaskType.values())
          .map(TaskType::word)
          .collect(Collectors.joining("', '", "task.task IN ('", "')"));

  private static final String CREATE =
      """
      INSERT INTO afe_special_tasks
        (host_id, task, requested_by_id, time_requested, queue_entry_id)
      SELECT created.host, created.task,
        COALESCE(user.id, (SELECT id FROM afe_users WHERE login = 'autotest_system')),
        :now, created.entry
      FROM JSON_TABLE(:rows, '$[*]' COLUMNS (
        number FOR ORDINALITY,
        host INT PATH '$.host',
        task VARCHAR(64) PATH '$.task',
        login VARCHAR(255) PATH '$.login',
        entry INT PATH '$.entry')) created
      LEFT JOIN afe_users user ON user.login = created.login
      ORDER BY created.number
      RETURNING id
      """;

  private static final String CHANGE =
      """
      UPDATE JSON_TABLE(:rows, '$[*]' COLUMNS (
        id INT PATH '$.id',
        active_before INT PATH '$.active_before',
        active INT PATH '$.active',
        complete INT PATH '$.complete',
        success INT PATH '$.success',
        blame VARCHAR(10) PATH '$.blame',
        problem VARCHAR(2000) PATH '$.problem',
        execution BIGINT PATH '$.execution')) change_of
      STRAIGHT_JOIN afe_special_tasks task ON task.id = change_of.id
      SET task.is_active = COALESCE(change_of.active, task.is_active),
        task.is_complete = COALESCE(change_of.complete, task.is_complete),
        task.success = COALESCE(change_of.success, task.success),
        task.time_started = IF(change_of.active = 1, :now, task.time_started),
        task.time_finished = IF(change_of.complete = 1, :now, task.time_finished),
        task.failure_blame = IF(change_of.complete = 1, change_of.blame, task.failure_blame),
        task.failure_problem = IF(change_of.complete = 1, change_of.problem, task.failure_problem),
        task.execution_id = COALESCE(change_of.execution, task.execution_id)
      WHERE task.is_complete = 0
        AND (change_of.active_before IS NULL OR task.is_active = change_of.active_before)
      """;

  private static final String DELETE =
      """
      DELETE FROM afe_special_tasks WHERE id IN (<ids>) AND is_complete = 0 AND is_active = 0
      """;

  /// A task to be created.
  private record New(
      HostId host, TaskType type, Optional<EntryId> entry, String requestedBy, String reason) {
    Row asRow() {
      Row row =
          new Row().set("host", host.value()).set("task", type.word()).set("login", requestedBy);
      entry.ifPresent(waiting -> row.set("entry", waiting.value()));
      return row;
    }
  }

  private final Handle handle;
  private final News news;
  private final Expected<TaskId> changes = new Expected<>("special task");
  private final Map<TaskId, NewExecution> executions = new LinkedHashMap<>();
  private final List<New> created = new ArrayList<>();
  private final List<TaskId> deleted = new ArrayList<>();

  TaskSql(Handle handle, News news) {
    this.handle = handle;
    this.news = news;
  }

  private Row row(TaskId task) {
    news.changed(Kind.TASK, task.value());
    return changes.of(task, task.value());
  }

  void create(
      HostId host, TaskType type, Optional<EntryId> entry, String requestedBy, String reason) {
    created.add(new New(host, type, entry, requestedBy, reason));
  }

  void start(TaskId task, String reason) {
    row(task).set("active_before", false).set("active", true);
    changes.expect(task, "queued");
    news.taskMoved(
        task,
        Optional.of(SpecialTask.Status.QUEUED.word()),
        SpecialTask.Status.RUNNING.word(),
        reason,
        Optional.empty());
  }

  void finish(TaskId task, Optional<Failure> failure, String reason) {
    row(task)
        .set("active", false)
        .set("complete", true)
        .set("success", failure.isEmpty())
        .setOrNull("blame", failure.map(Failure::blame).map(Blame::name))
        .setOrNull("problem", failure.map(Failure::problem));
    changes.expect(task, "open");
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
    deleted.addAll(tasks);
    tasks.forEach(task -> news.changed(Kind.TASK, task.value()));
  }

  /// The task, which runs, belongs to the execution from now on.
  void point(TaskId task, NewExecution execution) {
    Row row = row(task);
    if (!row.has("active_before")) {
      row.set("active_before", true);
      changes.expect(task, "running");
    }
    executions.put(task, execution);
  }

  /// Makes all changes; executions must have their ids.
  void write() {
    if (!deleted.isEmpty()) {
      handle
          .createUpdate(DELETE)
          .bindList("ids", deleted.stream().map(TaskId::value).toList())
          .execute();
    }
    create();
    executions.forEach(
        (task, execution) ->
            changes.of(task, task.value()).set("execution", execution.id().value()));
    changes.apply(handle, CHANGE, Map.of("now", Database.now(handle)));
  }

  private void create() {
    if (created.isEmpty()) {
      return;
    }
    List<Long> ids =
        handle
            .createQuery(CREATE)
            .bind("rows", JsonRows.of(created, New::asRow))
            .bind("now", Database.now(handle))
            .mapTo(Long.class)
            .list();
    for (int i = 0; i < ids.size(); i++) {
      New task = created.get(i);
      news.taskCreated(
          new TaskId(ids.get(i)),
          new Created(task.type(), task.host(), task.entry()),
          SpecialTask.Status.QUEUED.word(),
          task.reason());
    }
  }
}
