package org.autotest.web.action;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.JobId;
import org.autotest.core.operation.Arguments;
import org.autotest.store.Database;
import org.autotest.store.recurring.RecurringRun;
import org.autotest.store.recurring.RecurringRun.Last;
import org.autotest.store.recurring.RecurringRun.Overlap;
import org.autotest.store.recurring.RecurringStore;
import org.autotest.store.recurring.RecurringStore.Change;
import org.autotest.store.recurring.RecurringStore.Plan;
import org.autotest.store.recurring.RecurringStore.Timing;
import org.autotest.store.recurring.Schedule;
import org.autotest.store.views.JobDetail;
import org.autotest.store.views.JobViews;
import org.autotest.web.rest.Handler.Call;
import org.autotest.web.rest.Reply;
import org.autotest.web.story.Verdict;

/// Operations on recurring runs.
public final class RecurringActions {
  private static final String CRON = "cron";
  private static final String PERIOD = "loop_period";

  private final RecurringStore store;
  private final JobViews jobs;

  public RecurringActions(Database database) {
    this.store = new RecurringStore(database);
    this.jobs = new JobViews(database);
  }

  /// `recur.list`.
  public Reply list(Call call) {
    Arguments arguments = call.arguments();
    int limit = (int) arguments.whole("limit");
    return Paged.page(
        store.list(arguments.optionalText("owner"), Paged.number(arguments), limit + 1),
        limit,
        this::fields,
        run -> Long.toString(run.id()));
  }

  /// `recur.show`.
  public Reply show(Call call) {
    return new Reply.Item(fields(store.find(call.arguments().whole("id"))));
  }

  /// `recur.create`.
  public Reply create(Call call) {
    return new Reply.Item(fields(create(call.caller().login(), call.arguments())));
  }

  /// Has a job made again and again.
  ///
  /// @param arguments of `recur.create`
  public RecurringRun create(String login, Arguments arguments) {
    return store.create(
        login,
        new JobId(arguments.whole("job")),
        new Plan(
            (now, before) ->
                schedule(arguments, before, now)
                    .orElseThrow(
                        () ->
                            BadRequest.invalid(
                                CRON,
                                "give cron, or loop_period: one of the two says when it is due")),
            (int) arguments.whole("loop_count"),
            overlap(arguments).orElse(Overlap.SKIP)));
  }

  /// `recur.modify`.
  public Reply modify(Call call) {
    return new Reply.Item(fields(modify(call.caller().login(), call.arguments())));
  }

  /// Changes a recurring run.
  ///
  /// @param arguments of `recur.modify`
  public RecurringRun modify(String login, Arguments arguments) {
    long id = arguments.whole("id");
    boolean rescheduled =
        arguments.has(CRON)
            || arguments.has("zone")
            || arguments.has(PERIOD)
            || arguments.has("start");
    Optional<Timing> timing =
        rescheduled
            ? Optional.of(
                (now, before) -> schedule(arguments, before, now).or(() -> before).orElseThrow())
            : Optional.empty();
    return store.modify(
        login,
        id,
        new Change(
            timing,
            arguments.optionalWhole("loop_count").map(Long::intValue),
            overlap(arguments),
            arguments.optionalFlag("paused")));
  }

  /// `recur.delete`.
  public Reply delete(Call call) {
    store.delete(call.caller().login(), call.arguments().whole("id"));
    return new Reply.Nothing();
  }

  private static Optional<Overlap> overlap(Arguments arguments) {
    return arguments.optionalText("overlap").flatMap(Overlap::ofWord);
  }

  /// Empty when nothing says when it is due.
  private static Optional<Schedule> schedule(
      Arguments arguments, Optional<Schedule> before, Instant now) {
    if (arguments.has(CRON) && (arguments.has(PERIOD) || arguments.has("start"))) {
      throw BadRequest.invalid(
          PERIOD, "is given together with cron; one of the two says when it is due");
    }
    Optional<Schedule.ByClock> clock = only(before, Schedule.ByClock.class);
    Optional<String> cron =
        arguments
            .optionalText(CRON)
            .or(() -> arguments.has(PERIOD) ? Optional.empty() : clock.map(c -> c.expression()));
    if (cron.isPresent()) {
      if (arguments.has("start")) {
        throw BadRequest.invalid(
            "start", "goes with loop_period; cron '%s' says when it is due".formatted(cron.get()));
      }
      String zone =
          arguments.optionalText("zone").orElse(clock.map(c -> c.zone().getId()).orElse("UTC"));
      return Optional.of(Schedule.ByClock.parse(cron.get(), zone));
    }
    if (arguments.has("zone")) {
      throw BadRequest.invalid("zone", "goes with cron; a period is the same in every time zone");
    }
    Optional<Schedule.Every> every = only(before, Schedule.Every.class);
    Optional<Instant> start = arguments.optionalText("start").map(Instant::parse);
    return arguments
        .optionalWhole(PERIOD)
        .map(Duration::ofSeconds)
        .or(() -> every.map(Schedule.Every::period))
        .map(
            period ->
                new Schedule.Every(
                    start.or(() -> every.map(Schedule.Every::first)).orElse(now), period));
  }

  private static <T extends Schedule> Optional<T> only(Optional<Schedule> schedule, Class<T> type) {
    return schedule.filter(type::isInstance).map(type::cast);
  }

  private Map<String, Object> fields(RecurringRun run) {
    Optional<Schedule.ByClock> clock = only(Optional.of(run.schedule()), Schedule.ByClock.class);
    Optional<Schedule.Every> every = only(Optional.of(run.schedule()), Schedule.Every.class);
    return new Fields()
        .put("id", run.id())
        .put("job_id", run.source().value())
        .put("job_name", run.sourceName())
        .put("owner", run.owner())
        .put("cron", clock.map(Schedule.ByClock::expression))
        .put("zone", clock.map(c -> c.zone().getId()))
        .put("start", every.map(Schedule.Every::first))
        .put("loop_period", every.map(e -> e.period().toSeconds()))
        .put("loop_count", run.left())
        .put("overlap", run.overlap().word())
        .put("state", run.state().word())
        .put("next_at", run.next())
        .put("paused_by", run.pausedBy())
        .put("last_due_at", last(run, l -> Optional.of(l.due())))
        .put("last_outcome", last(run, l -> Optional.of(l.outcome().word())))
        .put("last_problem", last(run, Last::problem))
        .put("last_job_id", last(run, l -> l.job().map(JobId::value)))
        .put("last_job_verdict", last(run, Last::job).flatMap(this::verdict))
        .map();
  }

  private static <T> Optional<T> last(RecurringRun run, Function<Last, Optional<T>> what) {
    return run.last().flatMap(what);
  }

  /// How the last job went, without a look at its entries.
  private Optional<String> verdict(JobId job) {
    return jobs.find(job)
        .map(JobDetail::summary)
        .map(
            summary ->
                Verdict.of(summary, java.util.List.of(), java.util.List.of(), Optional.empty())
                    .sentence());
  }
}
