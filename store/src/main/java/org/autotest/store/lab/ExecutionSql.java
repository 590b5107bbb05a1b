package org.autotest.store.lab;

import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskId;
import org.autotest.core.results.ExecutionPath;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.lab.LabExecution.Outcome;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.LabExecution.Status;
import org.jdbi.v3.core.Handle;

/// Changes of executions.
final class ExecutionSql {
  /// `purpose` of the job itself.
  static final String RUN = "run";

  /// `purpose` of collecting leftovers.
  static final String GATHER = "gather";

  private static final String CREATE =
      """
      INSERT INTO afe_executions
        (purpose, job_id, special_task_id, dispatcher_id, results_path, status, weight, created_at)
      VALUES (:purpose, :job, :task, :dispatcher, :path, :starting, :weight, :now)
      """;

  private static final String RUNS =
      """
      UPDATE afe_executions
      SET status = :running, pid = :pid, process_start_ticks = :ticks, boot_id = :boot,
        started_at = :now
      WHERE id = :id AND status = :starting
      """;

  private static final String ENDED =
      """
      UPDATE afe_executions
      SET status = :to, ended_at = :ended, wait_status = :wait, tests_failed = :failed,
        failure_blame = :blame, failure_problem = :problem
      WHERE id = :id AND status IN (:starting, :running)
      """;

  private final Handle handle;
  private final News news;
  private final long dispatcher;

  /// Changes in the name of one dispatcher.
  ///
  /// @param dispatcher `afe_dispatchers.id`
  ExecutionSql(Handle handle, News news, long dispatcher) {
    this.handle = handle;
    this.news = news;
    this.dispatcher = dispatcher;
  }

  ExecutionId create(
      String purpose, Optional<JobId> job, Optional<TaskId> task, ExecutionPath path, int weight) {
    long id =
        handle
            .createUpdate(CREATE)
            .bind("purpose", purpose)
            .bind("job", job.map(JobId::value).orElse(null))
            .bind("task", task.map(TaskId::value).orElse(null))
            .bind("dispatcher", dispatcher)
            .bind("path", path.value())
            .bind("starting", Status.STARTING.word())
            .bind("weight", weight)
            .bind("now", Database.now(handle))
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    news.changed(Kind.EXECUTION, id);
    return new ExecutionId(id);
  }

  void runs(ExecutionId execution, ProcessRef process) {
    int changed =
        handle
            .createUpdate(RUNS)
            .bind("id", execution.value())
            .bind("running", Status.RUNNING.word())
            .bind("starting", Status.STARTING.word())
            .bind("pid", process.pid())
            .bind("ticks", process.startTicks())
            .bind("boot", process.bootId())
            .bind("now", Database.now(handle))
            .execute();
    require(changed == 1, execution, "starting");
    news.changed(Kind.EXECUTION, execution.value());
  }

  void end(ExecutionId execution, Status to, Optional<Outcome> outcome) {
    Optional<Failure> failure = outcome.flatMap(Outcome::failure);
    int changed =
        handle
            .createUpdate(ENDED)
            .bind("id", execution.value())
            .bind("to", to.word())
            .bind("starting", Status.STARTING.word())
            .bind("running", Status.RUNNING.word())
            .bind("ended", outcome.map(Outcome::endedAt).orElseGet(() -> Database.now(handle)))
            .bind("wait", outcome.map(Outcome::waitStatus).orElse(null))
            .bind("failed", outcome.map(Outcome::testsFailed).orElse(null))
            .bind("blame", failure.map(Failure::blame).map(Blame::name).orElse(null))
            .bind("problem", failure.map(Failure::problem).orElse(null))
            .execute();
    require(changed == 1, execution, "open");
    news.changed(Kind.EXECUTION, execution.value());
  }

  private static void require(boolean held, ExecutionId execution, String expected) {
    if (!held) {
      throw new LostRace("execution " + execution, expected);
    }
  }
}
