package org.autotest.store.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskId;
import org.autotest.core.results.ExecutionPath;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.lab.JsonRows.Row;
import org.autotest.store.lab.LabExecution.Outcome;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.LabExecution.Status;
import org.jdbi.v3.core.Handle;

/// Changes of executions: those that are new by [#create], the others by [#write].
final class ExecutionSql {
  /// `purpose` of the job itself.
  static final String RUN = "run";

  /// `purpose` of collecting leftovers.
  static final String GATHER = "gather";

  private static final String CREATE =
      """
      INSERT INTO afe_executions
        (purpose, job_id, special_task_id, dispatcher_id, results_path, status, weight, created_at)
      SELECT created.purpose, created.job, created.task,
        COALESCE((SELECT id FROM afe_dispatchers WHERE name = created.drone), :dispatcher),
        created.path, :starting, created.weight, :now
      FROM JSON_TABLE(:rows, '$[*]' COLUMNS (
        number FOR ORDINALITY,
        purpose VARCHAR(20) PATH '$.purpose',
        job INT PATH '$.job',
        task INT PATH '$.task',
        drone VARCHAR(255) PATH '$.drone',
        path VARCHAR(700) PATH '$.path',
        weight INT PATH '$.weight')) created
      ORDER BY created.number
      RETURNING id
      """;

  private static final String CHANGE =
      """
      UPDATE JSON_TABLE(:rows, '$[*]' COLUMNS (
        id BIGINT PATH '$.id',
        old VARCHAR(20) PATH '$.old',
        new VARCHAR(20) PATH '$.new',
        pid INT PATH '$.pid',
        ticks BIGINT PATH '$.ticks',
        boot VARCHAR(36) PATH '$.boot',
        ended DATETIME(3) PATH '$.ended',
        wait INT PATH '$.wait',
        failed INT PATH '$.failed',
        blame VARCHAR(10) PATH '$.blame',
        problem VARCHAR(2000) PATH '$.problem')) change_of
      STRAIGHT_JOIN afe_executions execution ON execution.id = change_of.id
      SET execution.status = change_of.new,
        execution.started_at = IF(change_of.pid IS NULL, execution.started_at, :now),
        execution.pid = COALESCE(change_of.pid, execution.pid),
        execution.process_start_ticks = COALESCE(change_of.ticks, execution.process_start_ticks),
        execution.boot_id = COALESCE(change_of.boot, execution.boot_id),
        execution.ended_at = COALESCE(change_of.ended, execution.ended_at),
        execution.wait_status = COALESCE(change_of.wait, execution.wait_status),
        execution.tests_failed = COALESCE(change_of.failed, execution.tests_failed),
        execution.failure_blame = COALESCE(change_of.blame, execution.failure_blame),
        execution.failure_problem = COALESCE(change_of.problem, execution.failure_problem)
      WHERE execution.status IN (:starting, :running)
        AND (change_of.old IS NULL OR execution.status = change_of.old)
      """;

  /// An execution to be recorded.
  private record New(
      String purpose,
      Optional<JobId> job,
      Optional<TaskId> task,
      ExecutionPath path,
      int weight,
      NewExecution becomes) {
    Row asRow() {
      Row row = new Row().set("purpose", purpose).set("path", path.value()).set("weight", weight);
      job.ifPresent(its -> row.set("job", its.value()));
      task.ifPresent(its -> row.set("task", its.value()));
      becomes.drone().ifPresent(its -> row.set("drone", its));
      return row;
    }
  }

  private final Handle handle;
  private final News news;
  private final long dispatcher;
  private final Expected<ExecutionId> changes = new Expected<>("execution");
  private final List<New> created = new ArrayList<>();

  /// Changes in the name of one dispatcher.
  ///
  /// @param dispatcher `afe_dispatchers.id`
  ExecutionSql(Handle handle, News news, long dispatcher) {
    this.handle = handle;
    this.news = news;
    this.dispatcher = dispatcher;
  }

  NewExecution add(
      String purpose, Optional<JobId> job, Optional<TaskId> task, ExecutionPath path, int weight) {
    NewExecution execution = new NewExecution();
    created.add(new New(purpose, job, task, path, weight, execution));
    return execution;
  }

  void runs(ExecutionId execution, ProcessRef process) {
    news.changed(Kind.EXECUTION, execution.value());
    changes
        .of(execution, execution.value())
        .set("old", Status.STARTING.word())
        .set("new", Status.RUNNING.word())
        .set("pid", process.pid())
        .set("ticks", process.startTicks())
        .set("boot", process.bootId());
    changes.expect(execution, "starting");
  }

  void end(ExecutionId execution, Status to, Optional<Outcome> outcome) {
    news.changed(Kind.EXECUTION, execution.value());
    Row row =
        changes
            .of(execution, execution.value())
            .set("new", to.word())
            .set("ended", outcome.map(Outcome::endedAt).orElseGet(() -> Database.now(handle)));
    outcome.ifPresent(how -> row.set("wait", how.waitStatus()).set("failed", how.testsFailed()));
    outcome
        .flatMap(Outcome::failure)
        .ifPresent(why -> row.set("blame", why.blame().name()).set("problem", why.problem()));
    changes.expect(execution, "open");
  }

  /// Records the new ones, which have their ids from then on.
  void create() {
    if (created.isEmpty()) {
      return;
    }
    List<Long> ids =
        handle
            .createQuery(CREATE)
            .bind("rows", JsonRows.of(created, New::asRow))
            .bind("dispatcher", dispatcher)
            .bind("starting", Status.STARTING.word())
            .bind("now", Database.now(handle))
            .mapTo(Long.class)
            .list();
    for (int i = 0; i < ids.size(); i++) {
      news.changed(Kind.EXECUTION, ids.get(i));
      created.get(i).becomes().becomes(new ExecutionId(ids.get(i)));
    }
  }

  /// Makes all changes.
  void write() {
    changes.apply(
        handle,
        CHANGE,
        Map.of(
            "now", Database.now(handle),
            "starting", Status.STARTING.word(),
            "running", Status.RUNNING.word()));
  }
}
