package org.autotest.core.operation;

import static org.autotest.core.operation.Argument.body;
import static org.autotest.core.operation.Argument.path;
import static org.autotest.core.operation.Argument.query;
import static org.autotest.core.operation.Operation.Method.DELETE;
import static org.autotest.core.operation.Operation.Method.GET;
import static org.autotest.core.operation.Operation.Method.PATCH;
import static org.autotest.core.operation.Operation.Method.POST;
import static org.autotest.core.operation.Shape.field;
import static org.autotest.core.operation.Shape.orNull;
import static org.autotest.core.operation.ValueType.COUNT;
import static org.autotest.core.operation.ValueType.FLAG;
import static org.autotest.core.operation.ValueType.ID;
import static org.autotest.core.operation.ValueType.LINE;
import static org.autotest.core.operation.ValueType.TIME;

import java.util.List;
import org.autotest.core.operation.ValueType.Choice;
import org.autotest.core.operation.ValueType.Whole;

/// Operations on recurring runs: jobs that come again by themselves.
final class RecurringOperations {
  private static final Choice OVERLAP = ValueType.choice("skip", "run");
  private static final Argument RUN = path("id", ID, "number of the recurring run");
  private static final Argument CRON =
      body(
          "cron",
          LINE,
          "minute, hour, day of month, month, day of week; for example `30 2 * * 1-5`");
  private static final Argument PERIOD =
      body("loop_period", new Whole(60, 366L * 24 * 3600), "seconds from one job to the next");
  private static final Argument START =
      body("start", TIME, "when the first is due, with loop_period; else now");

  static final Shape RECURRING_RUN =
      Shape.of(
          "RecurringRun",
          "A job that comes again by itself, by the clock or every so many seconds.",
          field("id", ID, "number of the recurring run"),
          field("job_id", ID, "the template or job that is made again"),
          field("job_name", LINE, "its name"),
          field("owner", LINE, "user name; owner of the jobs that are made"),
          orNull("cron", LINE, "null when it goes by loop_period"),
          orNull("zone", LINE, "whose clock cron goes by"),
          orNull("start", TIME, "what loop_period is counted from"),
          orNull("loop_period", COUNT, "seconds; null when it goes by cron"),
          field("loop_count", COUNT, "jobs still to make; 0 for no end"),
          field("overlap", OVERLAP, "what happens while the job made before has not ended"),
          field(
              "state",
              ValueType.choice("active", "paused", "over"),
              "over: it will never be due again"),
          orNull("next_at", TIME, "when it is due next"),
          orNull("paused_by", LINE, "who paused it"),
          orNull("last_due_at", TIME, "the due time that was dealt with last"),
          orNull(
              "last_outcome", ValueType.choice("made", "skipped", "failed"), "what became of it"),
          orNull("last_problem", LINE, "why no job was made then"),
          orNull("last_job_id", ID, "the job that was made last"),
          orNull("last_job_verdict", LINE, "how that job went, or where it stands"));

  static final Operation LIST =
      new Operation(
          "recur.list",
          GET,
          "/recurring",
          "List jobs that come again by themselves",
          "",
          Permission.USER,
          List.of(query("owner", LINE, "only those of this user"), Paging.LIMIT, Paging.AFTER),
          new Result.Page(RECURRING_RUN));

  static final Operation SHOW =
      new Operation(
          "recur.show",
          GET,
          "/recurring/{id}",
          "Show one recurring run",
          "",
          Permission.USER,
          List.of(RUN),
          new Result.Item(RECURRING_RUN));

  static final Operation CREATE =
      new Operation(
          "recur.create",
          POST,
          "/recurring",
          "Have a job made again and again",
          "By the clock (cron and zone) or every so often (loop_period). Any job will do; a template "
              + "is one that never runs itself. After an outage one job is made, not all that were "
              + "missed.",
          Permission.USER,
          List.of(
              body("job", ID, "number of the template, or of any job").mandatory(),
              CRON,
              body("zone", LINE, "time zone of cron, for example Europe/Berlin; UTC without one"),
              PERIOD,
              START,
              body("loop_count", new Whole(0, 1_000_000), "jobs to make; 0 for no end")
                  .otherwise("0"),
              body("overlap", OVERLAP, "while the job made before has not ended: skip, or run")
                  .otherwise("skip")),
          new Result.Item(RECURRING_RUN));

  static final Operation MODIFY =
      new Operation(
          "recur.modify",
          PATCH,
          "/recurring/{id}",
          "Change, pause or resume a recurring run",
          "What is not given stays as it is. What was missed while it was paused is not made up.",
          Permission.USER,
          List.of(
              RUN,
              CRON,
              body("zone", LINE, "time zone of cron"),
              PERIOD,
              START,
              body("loop_count", new Whole(0, 1_000_000), "jobs still to make; 0 for no end"),
              body("overlap", OVERLAP, "while the job made before has not ended: skip, or run"),
              body("paused", FLAG, "true pauses it, false resumes it")),
          new Result.Item(RECURRING_RUN));

  static final Operation REMOVE =
      new Operation(
          "recur.delete",
          DELETE,
          "/recurring/{id}",
          "Make a job recur no more",
          "The jobs that it made stay.",
          Permission.USER,
          List.of(RUN),
          new Result.Nothing());

  private RecurringOperations() {}
}
