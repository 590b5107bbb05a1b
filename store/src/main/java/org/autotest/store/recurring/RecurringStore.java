package org.autotest.store.recurring;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.access.Problems;
import org.autotest.store.recurring.RecurringRun.Overlap;
import org.jdbi.v3.core.Handle;

/// Recurring runs, as people make, change and list them. Only the owner and root may change one.
public final class RecurringStore {
  /// Most jobs that one recurring run may be told to make.
  public static final int COUNT_MAX = 1_000_000;

  private static final String INSERT =
      """
      INSERT INTO afe_recurring_run
        (job_id, owner_id, start_date, first_due, loop_period, loop_count, cron, zone, overlap,
         created_at)
      VALUES
        (:job, :owner, :next, :first, :period, :count, :cron, :zone, :overlap, :now)
      """;

  private static final String JOB_EXISTS =
      """
      SELECT COUNT(*) FROM afe_jobs WHERE id = :job
      """;

  private static final String ONE =
      RecurringRows.WHOLE
          + """
          WHERE run.id = :id
          """;

  private static final String ONE_LOCKED =
      RecurringRows.WHOLE
          + """
          WHERE run.id = :id
          FOR UPDATE
          """;

  private static final String LIST =
      RecurringRows.WHOLE
          + """
          WHERE run.id < :before AND (:owner IS NULL OR user.login = :owner)
          ORDER BY run.id DESC
          LIMIT :limit
          """;

  private static final String CHANGE =
      """
      UPDATE afe_recurring_run
      SET start_date = :next, first_due = :first, loop_period = :period, loop_count = :count,
        cron = :cron, zone = :zone, overlap = :overlap, paused_by = :paused
      WHERE id = :id
      """;

  private static final String DELETE =
      """
      DELETE FROM afe_recurring_run WHERE id = :id
      """;

  private final Database database;

  /// When a recurring run is due, for the moment in which it is written.
  @FunctionalInterface
  public interface Timing {
    /// Its schedule.
    ///
    /// @param before the schedule it has, if there is one already
    /// @throws BadRequest when it makes no sense
    Schedule from(Instant now, Optional<Schedule> before);
  }

  /// What a recurring run shall do.
  ///
  /// @param count jobs to make in all; 0 for no end
  public record Plan(Timing timing, int count, Overlap overlap) {
    /// One whose schedule does not depend on when it is written.
    public static Plan of(Schedule schedule, int count, Overlap overlap) {
      return new Plan((_, _) -> schedule, count, overlap);
    }
  }

  /// What shall be different.
  ///
  /// @param count jobs still to make; 0 for no end
  /// @param paused true pauses, false goes on from now: what was missed meanwhile is not made up
  public record Change(
      Optional<Timing> timing,
      Optional<Integer> count,
      Optional<Overlap> overlap,
      Optional<Boolean> paused) {}

  public RecurringStore(Database database) {
    this.database = database;
  }

  /// Makes a recurring run of a template, or of any job.
  ///
  /// @param login of the caller, who becomes the owner
  /// @throws BadRequest with what is wrong; nothing is written then
  public RecurringRun create(String login, JobId job, Plan plan) {
    return database.transact(
        handle -> {
          Caller caller = Caller.require(handle, login);
          boolean exists =
              handle.createQuery(JOB_EXISTS).bind("job", job.value()).mapTo(Integer.class).one()
                  > 0;
          if (!exists) {
            throw BadRequest.of(Kind.NOT_FOUND, "job", "there is no job " + job);
          }
          Instant now = Database.now(handle);
          Schedule schedule = plan.timing().from(now, Optional.empty());
          check(schedule, plan.count(), now);
          long id =
              bind(handle.createUpdate(INSERT), schedule)
                  .bind("job", job.value())
                  .bind("owner", caller.id())
                  .bind("next", first(schedule, now))
                  .bind("count", plan.count())
                  .bind("overlap", plan.overlap().word())
                  .bind("now", now)
                  .executeAndReturnGeneratedKeys("id")
                  .mapTo(Long.class)
                  .one();
          return require(handle, ONE, id);
        });
  }

  private static void check(Schedule schedule, int count, Instant now) {
    Problems problems = new Problems();
    if (schedule instanceof Schedule.Every every
        && (every.period().compareTo(Schedule.Every.MIN) < 0
            || every.period().compareTo(Schedule.Every.MAX) > 0)) {
      problems.add(
          "loop_period",
          "is %d s, must be %d to %d"
              .formatted(
                  every.period().toSeconds(),
                  Schedule.Every.MIN.toSeconds(),
                  Schedule.Every.MAX.toSeconds()));
    }
    if (schedule instanceof Schedule.ByClock clock && clock.next(now).isEmpty()) {
      problems.add("cron", "'%s' never comes".formatted(clock.expression()));
    }
    if (count < 0 || count > COUNT_MAX) {
      problems.add("loop_count", "is %d, must be 0 to %d".formatted(count, COUNT_MAX));
    }
    problems.throwIfAny();
  }

  /// This very moment counts.
  private static Instant first(Schedule schedule, Instant now) {
    return schedule
        .next(now.minusMillis(1))
        .orElseThrow(() -> new IllegalStateException("a schedule that was checked never comes"));
  }

  private static org.jdbi.v3.core.statement.Update bind(
      org.jdbi.v3.core.statement.Update update, Schedule schedule) {
    return switch (schedule) {
      case Schedule.Every(var first, var period) ->
          update
              .bind("first", first)
              .bind("period", period.toSeconds())
              .bindNull("cron", java.sql.Types.VARCHAR)
              .bind("zone", "UTC");
      case Schedule.ByClock(var expression, var zone) ->
          update
              .bindNull("first", java.sql.Types.TIMESTAMP)
              .bindNull("period", java.sql.Types.INTEGER)
              .bind("cron", expression)
              .bind("zone", zone.getId());
    };
  }

  /// Changes one.
  ///
  /// @throws BadRequest when there is none of that number, the caller may not, or the change makes
  ///   no sense
  public RecurringRun modify(String login, long id, Change change) {
    return database.transact(
        handle -> {
          RecurringRun before = requireOwned(handle, login, id);
          int count = change.count().orElse(before.left());
          Instant now = Database.now(handle);
          Schedule schedule =
              change
                  .timing()
                  .map(timing -> timing.from(now, Optional.of(before.schedule())))
                  .orElse(before.schedule());
          check(schedule, count, now);
          boolean paused = change.paused().orElse(before.pausedBy().isPresent());
          boolean revived = change.timing().isPresent() || change.count().isPresent();
          if (before.state() == RecurringRun.State.OVER
              && change.paused().isPresent()
              && !revived) {
            throw BadRequest.of(
                Kind.CONFLICT,
                "paused",
                "recurring run %d is over; give it a new schedule or count first".formatted(id));
          }
          boolean due = !paused && (before.pausedBy().isPresent() || revived);
          Optional<Instant> next = due ? Optional.of(first(schedule, now)) : before.next();
          bind(handle.createUpdate(CHANGE), schedule)
              .bind("id", id)
              .bind("next", paused ? null : next.orElse(null))
              .bind("count", count)
              .bind("overlap", change.overlap().orElse(before.overlap()).word())
              .bind("paused", paused ? before.pausedBy().orElse(login) : null)
              .execute();
          return require(handle, ONE, id);
        });
  }

  /// Deletes one; the jobs that it made stay.
  ///
  /// @throws BadRequest when there is none of that number, or the caller may not
  public void delete(String login, long id) {
    database.transactVoid(
        handle -> {
          requireOwned(handle, login, id);
          handle.createUpdate(DELETE).bind("id", id).execute();
        });
  }

  private static RecurringRun requireOwned(Handle handle, String login, long id) {
    Caller caller = Caller.require(handle, login);
    RecurringRun run = require(handle, ONE_LOCKED, id);
    if (!caller.isRoot() && !caller.login().equalsIgnoreCase(run.owner())) {
      throw BadRequest.of(
          Kind.FORBIDDEN,
          "id",
          "recurring run %d is %s's; only %s and root users may change it"
              .formatted(id, run.owner(), run.owner()));
    }
    return run;
  }

  private static RecurringRun require(Handle handle, String sql, long id) {
    return handle
        .createQuery(sql)
        .bind("id", id)
        .map((row, _) -> RecurringRows.whole(row))
        .findOne()
        .orElseThrow(() -> BadRequest.of(Kind.NOT_FOUND, "id", "there is no recurring run " + id));
  }

  /// One of them.
  ///
  /// @throws BadRequest when there is none of that number
  public RecurringRun find(long id) {
    return database.read(handle -> require(handle, ONE, id));
  }

  /// Those with larger numbers first.
  ///
  /// @param owner only those of this user
  /// @param before only those with smaller numbers; empty for the first page
  public List<RecurringRun> list(Optional<String> owner, OptionalLong before, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(LIST)
                .bind("before", before.orElse(Long.MAX_VALUE))
                .bind("owner", owner.orElse(null))
                .bind("limit", limit)
                .map((row, _) -> RecurringRows.whole(row))
                .list());
  }
}
