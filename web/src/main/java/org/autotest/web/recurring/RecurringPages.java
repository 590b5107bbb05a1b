package org.autotest.web.recurring;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.JobId;
import org.autotest.core.operation.Arguments;
import org.autotest.core.operation.Operations;
import org.autotest.core.sign.Sign;
import org.autotest.store.Database;
import org.autotest.store.recurring.RecurringRun;
import org.autotest.store.recurring.RecurringStore;
import org.autotest.store.recurring.Schedule;
import org.autotest.store.views.JobDetail;
import org.autotest.store.views.JobViews;
import org.autotest.web.action.RecurringActions;
import org.autotest.web.page.Address;
import org.autotest.web.page.BlameText;
import org.autotest.web.page.Forms;
import org.autotest.web.page.Frame;
import org.autotest.web.page.Links;
import org.autotest.web.page.Refusals;
import org.autotest.web.page.Room;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;
import org.autotest.web.story.Verdict;

/// The page of jobs that come again by themselves.
public final class RecurringPages {
  /// Where it is.
  public static final String PATH = "/jobs/recurring";

  private static final int ROWS = 50;
  private static final List<String> FIELDS =
      List.of("job", "cron", "zone", "loop_period", "start", "loop_count", "overlap");

  private static final List<String> CHANGEABLE =
      List.of("cron", "zone", "loop_period", "loop_count", "overlap");

  private final RecurringStore store;
  private final JobViews jobs;
  private final RecurringActions actions;
  private final Visit.Site site;

  public RecurringPages(Database database, RecurringActions actions, Visit.Site site) {
    this.store = new RecurringStore(database);
    this.jobs = new JobViews(database);
    this.actions = actions;
    this.site = site;
  }

  /// `/jobs/recurring`; `?job=` opens the form for a job, `?owner=` lists one user's.
  public void list(Context http) {
    Visit visit = Visit.of(http, site);
    Map<String, String> form = new TreeMap<>();
    visit.query("job").ifPresent(job -> form.put("job", job));
    show(visit, form, Map.of(), Optional.empty());
  }

  /// Takes the form.
  public void create(Context http) {
    Visit visit = Visit.of(http, site);
    Map<String, String> form = new TreeMap<>();
    for (String name : FIELDS) {
      form.put(name, Forms.text(http, name).strip());
    }
    Map<String, String> raw = new TreeMap<>(form);
    // Browsers send local time without seconds; the form says that it means UTC.
    raw.computeIfPresent("start", (_, at) -> at.length() == 16 ? at + ":00Z" : at);
    try {
      RecurringRun run =
          actions.create(visit.visitor().login(), Arguments.parse(Operations.RECUR_CREATE, raw));
      visit.goTo(
          PATH,
          "'%s' will be made again, next %s."
              .formatted(run.sourceName(), run.next().map(Words::exact).orElse("never")));
    } catch (BadRequest refused) {
      refuse(visit, form, refused, Optional.empty());
    }
  }

  /// Changes, pauses, resumes or deletes one.
  public void change(Context http) {
    Visit visit = Visit.of(http, site);
    String id = http.pathParam("id");
    String login = visit.visitor().login();
    Map<String, String> typed = Forms.values(http, CHANGEABLE);
    try {
      switch (Forms.text(http, "do")) {
        case "change" -> {
          Map<String, Object> raw = new TreeMap<>(typed);
          raw.put("id", id);
          RecurringRun run = actions.modify(login, Arguments.parse(Operations.RECUR_MODIFY, raw));
          visit.goTo(
              PATH,
              "'%s' is changed, next %s."
                  .formatted(run.sourceName(), run.next().map(Words::exact).orElse("never")));
        }
        case "delete" -> {
          store.delete(
              login, Arguments.parse(Operations.RECUR_DELETE, Map.of("id", id)).whole("id"));
          visit.goTo(PATH, "It recurs no more; the jobs that it made stay.");
        }
        case "pause" -> visit.goTo(PATH, paused(login, id, true));
        case "resume" -> visit.goTo(PATH, paused(login, id, false));
        default -> throw BadRequest.invalid("do", "must be change, pause, resume or delete");
      }
    } catch (BadRequest refused) {
      refuse(visit, typed, refused, RecurringPages.number(id));
    }
  }

  private String paused(String login, String id, boolean paused) {
    RecurringRun run =
        actions.modify(
            login, Arguments.parse(Operations.RECUR_MODIFY, Map.of("id", id, "paused", paused)));
    return paused
        ? "'%s' is paused.".formatted(run.sourceName())
        : "'%s' goes on, next %s."
            .formatted(run.sourceName(), run.next().map(Words::exact).orElse("never"));
  }

  private void refuse(
      Visit visit, Map<String, String> form, BadRequest refused, Optional<Long> changed) {
    if (refused.kind() == BadRequest.Kind.UNAUTHENTICATED) {
      throw refused;
    }
    Refusals.note(visit.http(), refused);
    visit.http().status(refused.kind() == BadRequest.Kind.FORBIDDEN ? 403 : 400);
    show(visit, form, refused.problems(), changed);
  }

  private static Optional<Long> number(String id) {
    return Optional.of(id).filter(text -> text.matches("\\d{1,18}")).map(Long::valueOf);
  }

  private void show(
      Visit visit, Map<String, String> form, Map<String, String> problems, Optional<Long> changed) {
    Optional<String> owner = visit.query("owner");
    OptionalLong before =
        visit
            .query("after")
            .filter(text -> text.matches("\\d{1,18}"))
            .map(text -> OptionalLong.of(Long.parseLong(text)))
            .orElse(OptionalLong.empty());
    List<RecurringRun> found = store.list(owner, before, ROWS + 1);
    List<RecurringRun> shown = found.subList(0, Math.min(ROWS, found.size()));
    visit.show(
        "recurring/list.jte",
        "Recurring jobs",
        Room.JOBS,
        new RecurringPage(
            owner.orElse(""),
            rows(visit, shown, changed),
            found.size() > ROWS
                ? Optional.of(
                    Address.of(PATH)
                        .with("owner", owner)
                        .with("after", Long.toString(shown.getLast().id()))
                        .toString())
                : Optional.empty(),
            form,
            Forms.worded(problems),
            BlameText.of(Blame.SUBMITTER),
            !form.isEmpty() && changed.isEmpty(),
            changed));
  }

  /// One page of them, and before it the one whose form was refused when that is on another page.
  private List<RecurringPage.Row> rows(
      Visit visit, List<RecurringRun> shown, Optional<Long> changed) {
    Stream<RecurringRun> besides =
        changed
            .filter(id -> shown.stream().noneMatch(run -> run.id() == id))
            .flatMap(this::find)
            .stream();
    return Stream.concat(besides, shown.stream()).map(run -> row(visit, run)).toList();
  }

  private Optional<RecurringRun> find(long id) {
    return store.list(Optional.empty(), OptionalLong.of(id + 1), 1).stream()
        .filter(run -> run.id() == id)
        .findFirst();
  }

  private RecurringPage.Row row(Visit visit, RecurringRun run) {
    Frame.Visitor visitor = visit.visitor();
    return new RecurringPage.Row(
        run.id(),
        run.sourceName(),
        Links.job(run.source().value()),
        run.owner(),
        when(run.schedule()),
        run.left() == 0 ? "" : run.left() + " left",
        status(run),
        run.next().map(visit::time),
        run.last().map(last -> last(visit, last)),
        run.state() == RecurringRun.State.PAUSED,
        visitor.isRoot() || visitor.login().equalsIgnoreCase(run.owner()),
        run.state() == RecurringRun.State.OVER,
        times(run),
        run.overlap() == RecurringRun.Overlap.SKIP ? "leave it out" : "make it all the same");
  }

  private static RecurringPage.Times times(RecurringRun run) {
    String count = run.left() == 0 ? "" : Integer.toString(run.left());
    return switch (run.schedule()) {
      case Schedule.ByClock(var expression, var zone) ->
          new RecurringPage.Times(expression, zone.getId(), "", count);
      case Schedule.Every(_, Duration period) ->
          new RecurringPage.Times("", "", Long.toString(period.toSeconds()), count);
    };
  }

  static String when(Schedule schedule) {
    return switch (schedule) {
      case Schedule.ByClock(var expression, var zone) -> expression + ", " + zone.getId();
      case Schedule.Every(_, Duration period) -> "every " + period(period);
    };
  }

  private static String period(Duration period) {
    long hours = period.toHours();
    boolean whole = hours > 0 && period.equals(Duration.ofHours(hours));
    return whole && hours % 24 != 0 ? Words.count(hours, "hour") : days(period);
  }

  private static String days(Duration period) {
    long days = period.toDays();
    return days > 0 && period.equals(Duration.ofDays(days))
        ? Words.count(days, "day")
        : Words.duration(period);
  }

  private static StatusText status(RecurringRun run) {
    return switch (run.state()) {
      case ACTIVE -> StatusText.of(Sign.WAITING, "active");
      case PAUSED ->
          StatusText.of(
              Sign.ABORTED, run.pausedBy().map(who -> "paused by " + who).orElse("paused"));
      case OVER -> StatusText.of(Sign.NOT_APPLICABLE, "over");
    };
  }

  private RecurringPage.Last last(Visit visit, RecurringRun.Last last) {
    return new RecurringPage.Last(
        switch (last.outcome()) {
          case MADE -> StatusText.of(Sign.PASSED, "made");
          case SKIPPED -> StatusText.of(Sign.NOT_APPLICABLE, "left out");
          case FAILED -> StatusText.of(Sign.INFRASTRUCTURE, "failed");
        },
        visit.time(last.due()),
        last.problem().map(problem -> Words.capital(problem) + ".").orElse(""),
        last.job().flatMap(this::job));
  }

  private Optional<RecurringPage.Job> job(JobId id) {
    return jobs.find(id)
        .map(JobDetail::summary)
        .map(
            summary -> {
              Verdict verdict = Verdict.of(summary, List.of(), List.of(), Optional.empty());
              return new RecurringPage.Job(
                  Links.job(id.value()),
                  id.value(),
                  StatusText.of(verdict.sign()),
                  verdict.sentence());
            });
  }
}
