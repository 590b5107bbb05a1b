package org.autotest.store.recurring;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.autotest.core.job.JobId;
import org.autotest.store.SqlTime;
import org.autotest.store.recurring.RecurringRun.Last;
import org.autotest.store.recurring.RecurringRun.Outcome;
import org.autotest.store.recurring.RecurringRun.Overlap;

/// Reads rows of `afe_recurring_run`.
final class RecurringRows {
  /// Columns of a whole [RecurringRun]; a condition and an order follow.
  static final String WHOLE =
      """
      SELECT run.id, run.job_id, job.name, user.login, run.start_date, run.first_due,
        run.loop_period, run.loop_count, run.cron, run.zone, run.overlap, run.paused_by,
        run.last_due, run.last_outcome, run.last_problem, run.last_job_id
      FROM afe_recurring_run run
      JOIN afe_jobs job ON job.id = run.job_id
      JOIN afe_users user ON user.id = run.owner_id
      """;

  private RecurringRows() {}

  static RecurringRun whole(ResultSet row) throws SQLException {
    return new RecurringRun(
        row.getLong("id"),
        new JobId(row.getLong("job_id")),
        row.getString("name"),
        row.getString("login"),
        schedule(row),
        Overlap.ofWord(row.getString("overlap")).orElse(Overlap.SKIP),
        row.getInt("loop_count"),
        SqlTime.read(row, "start_date"),
        Optional.ofNullable(row.getString("paused_by")),
        last(row));
  }

  private static Schedule schedule(ResultSet row) throws SQLException {
    String cron = row.getString("cron");
    if (cron != null) {
      return new Schedule.ByClock(cron, ZoneId.of(row.getString("zone")));
    }
    return new Schedule.Every(
        SqlTime.read(row, "first_due").orElse(Instant.EPOCH),
        Duration.ofSeconds(Math.max(1, row.getLong("loop_period"))));
  }

  private static Optional<Last> last(ResultSet row) throws SQLException {
    Optional<Instant> due = SqlTime.read(row, "last_due");
    if (due.isEmpty()) {
      return Optional.empty();
    }
    long job = row.getLong("last_job_id");
    return Optional.of(
        new Last(
            due.get(),
            Outcome.ofWord(row.getString("last_outcome")).orElse(Outcome.FAILED),
            job == 0 ? Optional.empty() : Optional.of(new JobId(job)),
            Optional.ofNullable(row.getString("last_problem"))));
  }
}
