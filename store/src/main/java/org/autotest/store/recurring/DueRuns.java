package org.autotest.store.recurring;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.Filing;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.DatabaseBusy;
import org.autotest.store.DatabaseUnavailable;
import org.autotest.store.jobs.JobCopies;
import org.autotest.store.jobs.JobCreation;
import org.autotest.store.notices.Letters;
import org.autotest.store.recurring.RecurringRun.Outcome;
import org.autotest.store.recurring.RecurringRun.Overlap;
import org.jdbi.v3.core.Handle;

/// Makes the jobs of recurring runs that are due. Job and next due time are written in one
/// transaction that holds the row, so each due time is dealt with once, whoever else looks and
/// whenever somebody is killed. After a time in which nobody looked one job is made, not all that
/// were missed.
public final class DueRuns {
  private static final int AT_ONCE = 100;
  private static final int PROBLEM_CHARS_MAX = 1_000;
  private static final Duration UNREADABLE_AGAIN = Duration.ofHours(1);

  private static final String DUE =
      """
      SELECT id FROM afe_recurring_run WHERE start_date <= :now ORDER BY start_date LIMIT :limit
      """;

  private static final String NEXT =
      """
      SELECT MIN(start_date) FROM afe_recurring_run
      """;

  private static final String TAKE =
      RecurringRows.WHOLE
          + """
          WHERE run.id = :id AND run.start_date <= :now
          FOR UPDATE
          """;

  private static final String UNFINISHED =
      """
      SELECT COUNT(*) FROM afe_host_queue_entries FORCE INDEX (ix_entry_job)
      WHERE job_id = :job AND complete = 0
      """;

  private static final String ADVANCE =
      """
      UPDATE afe_recurring_run
      SET start_date = :next, loop_count = :left, last_due = :due, last_outcome = :outcome,
        last_problem = :problem, last_job_id = COALESCE(:job, last_job_id)
      WHERE id = :id AND start_date = :due
      """;

  /// Whatever else is in the row.
  private static final String LATER =
      """
      UPDATE afe_recurring_run
      SET last_due = start_date, start_date = :later, last_outcome = :outcome,
        last_problem = :problem
      WHERE id = :id AND start_date <= :now
      """;

  private static final String CLAIM_JOB =
      """
      UPDATE afe_jobs SET recurring_run_id = :run WHERE id = :job
      """;

  private final Database database;

  /// What became of a due time.
  ///
  /// @param problem why no job was made; empty when one was
  public record Done(long run, Outcome outcome, Optional<JobId> job, Optional<String> problem) {}

  public DueRuns(Database database) {
    this.database = database;
  }

  /// When the next one is due; empty when none is.
  public Optional<Instant> next() {
    return database.read(handle -> handle.createQuery(NEXT).mapTo(Instant.class).findOne());
  }

  /// Numbers of those that are due now, longest due first; at most 100.
  public List<Long> due() {
    return database.read(
        handle ->
            handle
                .createQuery(DUE)
                .bind("now", Database.now(handle))
                .bind("limit", AT_ONCE)
                .mapTo(Long.class)
                .list());
  }

  /// Deals with one that is due. A job that cannot be made is noted, told to the owner the first
  /// time, and does not keep the run from going on. One whose row cannot be understood is tried
  /// again an hour later.
  ///
  /// @return empty when it is not due any more: somebody else was faster
  public Optional<Done> run(long id) {
    try {
      return database.transact(handle -> take(handle, id).map(run -> make(handle, run)));
    } catch (BadRequest refused) {
      return fail(id, refused.problem());
    } catch (DatabaseUnavailable | DatabaseBusy trouble) {
      throw trouble;
    } catch (RuntimeException broken) {
      return failOrLater(
          id, "making the job: %s (blame: %s)".formatted(first(broken), Blame.BUG.inWords()));
    }
  }

  private static String first(RuntimeException broken) {
    return String.valueOf(broken.getMessage()).lines().findFirst().orElse("");
  }

  private Optional<Done> failOrLater(long id, String problem) {
    try {
      return fail(id, problem);
    } catch (DatabaseUnavailable | DatabaseBusy trouble) {
      throw trouble;
    } catch (RuntimeException unreadable) {
      return later(id, problem);
    }
  }

  private Optional<Done> later(long id, String problem) {
    int changed =
        database.transact(
            handle ->
                handle
                    .createUpdate(LATER)
                    .bind("id", id)
                    .bind("now", Database.now(handle))
                    .bind("later", Database.now(handle).plus(UNREADABLE_AGAIN))
                    .bind("outcome", Outcome.FAILED.word())
                    .bind("problem", cut(problem))
                    .execute());
    return changed == 0
        ? Optional.empty()
        : Optional.of(new Done(id, Outcome.FAILED, Optional.empty(), Optional.of(problem)));
  }

  private static Optional<RecurringRun> take(Handle handle, long id) {
    return handle
        .createQuery(TAKE)
        .bind("id", id)
        .bind("now", Database.now(handle))
        .map((row, _) -> RecurringRows.whole(row))
        .findOne();
  }

  private static Done make(Handle handle, RecurringRun run) {
    Optional<JobId> before = run.last().flatMap(RecurringRun.Last::job);
    if (run.overlap() == Overlap.SKIP && before.filter(job -> isOpen(handle, job)).isPresent()) {
      String why = "job %s, made before, has not ended".formatted(before.get());
      return advance(handle, run, new Done(run.id(), Outcome.SKIPPED, before, Optional.of(why)));
    }
    JobId job =
        JobCreation.createIn(
            handle,
            run.owner(),
            JobCopies.readIn(handle, run.source(), JobCopies.Which.SIMILAR),
            Filing.recurring(run.source()));
    handle.createUpdate(CLAIM_JOB).bind("run", run.id()).bind("job", job.value()).execute();
    return advance(
        handle, run, new Done(run.id(), Outcome.MADE, Optional.of(job), Optional.empty()));
  }

  private static boolean isOpen(Handle handle, JobId job) {
    return handle.createQuery(UNFINISHED).bind("job", job.value()).mapTo(Integer.class).one() > 0;
  }

  private static Done advance(Handle handle, RecurringRun run, Done done) {
    boolean counted = run.left() > 0 && done.outcome() == Outcome.MADE;
    boolean last = counted && run.left() == 1;
    Optional<Instant> next = last ? Optional.empty() : run.schedule().next(Database.now(handle));
    handle
        .createUpdate(ADVANCE)
        .bind("id", run.id())
        .bind("due", run.next().orElseThrow())
        .bind("next", next.orElse(null))
        .bind("left", counted ? run.left() - 1 : run.left())
        .bind("outcome", done.outcome().word())
        .bind("problem", done.problem().map(DueRuns::cut).orElse(null))
        .bind("job", done.job().map(JobId::value).orElse(null))
        .execute();
    return done;
  }

  private Optional<Done> fail(long id, String problem) {
    return database.transact(
        handle ->
            take(handle, id)
                .map(
                    run -> {
                      boolean known =
                          run.last().filter(last -> last.outcome() == Outcome.FAILED).isPresent();
                      if (!known) {
                        tell(handle, run, problem);
                      }
                      return advance(
                          handle,
                          run,
                          new Done(id, Outcome.FAILED, Optional.empty(), Optional.of(problem)));
                    }));
  }

  private static void tell(Handle handle, RecurringRun run, String problem) {
    Letters.toOwner(
        handle,
        run.owner(),
        run.source(),
        new Letters.Letter(
            "recurring:%d:%s".formatted(run.id(), run.next().orElseThrow()),
            "Recurring run %d (%s) could not make its job".formatted(run.id(), run.sourceName()),
            """
            The job that was due at %s was not made: %s.

            The recurring run goes on. You are not told again before it has made a job.
            """
                .formatted(run.next().orElseThrow(), problem)));
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), PROBLEM_CHARS_MAX));
  }
}
