package org.autotest.web.jobs;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.core.sign.Sign;
import org.autotest.store.Database;
import org.autotest.store.notices.NoticeStore;
import org.autotest.store.views.EntryCounts;
import org.autotest.store.views.EntryView;
import org.autotest.store.views.EntryViews;
import org.autotest.store.views.EventViews;
import org.autotest.store.views.JobFilter;
import org.autotest.store.views.JobSummary;
import org.autotest.store.views.JobViews;
import org.autotest.store.views.ResultFilter;
import org.autotest.store.views.ResultViews;
import org.autotest.store.views.TestView;
import org.autotest.web.files.TestLogs;
import org.autotest.web.page.Address;
import org.autotest.web.page.BlameText;
import org.autotest.web.page.Links;
import org.autotest.web.page.Room;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.Tally;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;
import org.autotest.web.story.JobStory;
import org.autotest.web.story.Verdict;

/// The list of jobs, and one job.
public final class JobPages {
  private static final int ROWS = 30;
  private static final int ENTRIES_SHOWN = 100;
  private static final int FAILURES_SHOWN = 5;
  private static final int TESTS_MAX = 5_000;
  private static final int EVENTS_MAX = 200;
  private static final int LOG_LINES = 40;
  private static final int HISTORY_RUNS = 20;

  private final JobViews jobs;
  private final ResultViews results;
  private final EntryViews entries;
  private final EventViews events;
  private final NoticeStore notices;
  private final JobStory.Teller teller;
  private final TestLogs logs;
  private final Visit.Site site;

  public JobPages(Database database, TestLogs logs, Visit.Site site) {
    this.jobs = new JobViews(database);
    this.results = new ResultViews(database);
    this.entries = new EntryViews(database);
    this.events = new EventViews(database);
    this.notices = new NoticeStore(database);
    this.teller = new JobStory.Teller(database);
    this.logs = logs;
    this.site = site;
  }

  /// `/jobs`.
  public void list(Context http) {
    Visit visit = Visit.of(http, site);
    Optional<EntryCounts.State> state =
        visit
            .query("state")
            .flatMap(
                word ->
                    java.util.Arrays.stream(EntryCounts.State.values())
                        .filter(one -> one.word().equals(word))
                        .findFirst());
    JobFilter filter =
        new JobFilter(state, visit.query("owner"), visit.query("name"), visit.query("host"));
    OptionalLong before = number(visit.query("after"));
    List<JobSummary> found = jobs.list(filter, before, ROWS + 1);
    List<JobSummary> shown = found.subList(0, Math.min(ROWS, found.size()));
    Optional<String> older =
        found.size() > ROWS
            ? Optional.of(
                address(filter, filter.state())
                    .with("after", shown.getLast().id().toString())
                    .toString())
            : Optional.empty();
    visit.show(
        "jobs/list.jte",
        "Jobs",
        Room.JOBS,
        before.isEmpty() ? Optional.of("jobs") : Optional.empty(),
        new JobListPage(
            states(filter),
            new JobListPage.Filters(
                state.map(EntryCounts.State::word).orElse(""),
                filter.owner().orElse(""),
                filter.name().orElse(""),
                filter.host().orElse("")),
            shown.stream().map(job -> row(visit, job)).toList(),
            address(filter, filter.state()).with("after", visit.query("after")).toString(),
            older,
            before.isPresent()
                ? Optional.of(address(filter, filter.state()).toString())
                : Optional.empty(),
            !filter.equals(JobFilter.ALL)));
  }

  private static Address address(JobFilter filter, Optional<EntryCounts.State> state) {
    return Address.of("/jobs")
        .with("state", state.map(EntryCounts.State::word))
        .with("owner", filter.owner())
        .with("name", filter.name())
        .with("host", filter.host());
  }

  private static List<JobListPage.State> states(JobFilter filter) {
    List<JobListPage.State> states = new java.util.ArrayList<>();
    states.add(
        new JobListPage.State(
            "All", address(filter, Optional.empty()).toString(), filter.state().isEmpty()));
    for (EntryCounts.State state : EntryCounts.State.values()) {
      states.add(
          new JobListPage.State(
              Words.capital(state.word()),
              address(filter, Optional.of(state)).toString(),
              filter.state().equals(Optional.of(state))));
    }
    return states;
  }

  /// A job in a list; other rooms list jobs too.
  public static JobListPage.Row row(Visit visit, JobSummary job) {
    EntryCounts entries = job.entries();
    return new JobListPage.Row(
        job.id().value(),
        Links.job(job.id().value()),
        job.name(),
        job.owner(),
        status(job),
        entries.total() == 1 ? "1" : "%d of %d".formatted(entries.complete(), entries.total()),
        Tally.of(job.tests()),
        job.priority() == Priority.MEDIUM ? Optional.empty() : Optional.of(job.priority().word()),
        visit.time(job.createdAt()),
        entries.state() == EntryCounts.State.QUEUED
            || entries.state() == EntryCounts.State.RUNNING);
  }

  private static StatusText status(JobSummary job) {
    Verdict verdict = Verdict.of(job, List.of(), List.of(), Optional.empty());
    String word =
        switch (job.entries().state()) {
          case QUEUED -> "queued";
          case RUNNING -> verdict.sign() == Sign.WAITING ? "getting ready" : "running";
          case FINISHED -> verdict.sign().word();
          case TEMPLATE -> "template";
        };
    Sign sign =
        job.entries().state() == EntryCounts.State.RUNNING && verdict.sign() == Sign.FAILED
            ? Sign.RUNNING
            : verdict.sign();
    return StatusText.of(sign, word);
  }

  /// `/jobs/{id}`.
  public void show(Context http) {
    Visit visit = Visit.of(http, site);
    JobId id = id(http.pathParam("id"));
    JobStory story = teller.tell(id);
    visit.show(
        "jobs/job.jte",
        "Job %s: %s".formatted(id, Words.middle(story.detail().summary().name(), 60)),
        Room.JOBS,
        Optional.of("job:" + id),
        page(visit, id, story));
  }

  private JobPage page(Visit visit, JobId id, JobStory story) {
    JobPageMaker maker = new JobPageMaker(visit.now());
    List<TestView> failures = story.failures();
    JobSummary summary = story.detail().summary();
    return new JobPage(
        id.value(),
        Address.of(Links.job(id.value()))
            .with("after", visit.query("after"))
            .withAll("marked", visit.queries("marked"))
            .toString(),
        summary.name(),
        summary.owner(),
        visit.time(summary.createdAt()),
        summary.entries().state() == EntryCounts.State.TEMPLATE,
        story.detail().origin().source().map(JobId::value),
        story.detail().origin().recurringRun(),
        maker.head(story),
        maker.abort(summary),
        maker.waits(story.waiting()),
        entries(visit, id, story, maker),
        JobPageMaker.isOverAndFailed(story),
        failures.stream().limit(FAILURES_SHOWN).map(this::failure).toList(),
        Math.max(0, failures.size() - FAILURES_SHOWN),
        maker.grid(results.ofJob(id, false, OptionalLong.empty(), TESTS_MAX)),
        maker.facts(story.detail(), notices.ofJob(id)),
        story.detail().job().control().text(),
        maker.events(events.ofJob(id, EVENTS_MAX)));
  }

  private JobPage.Entries entries(Visit visit, JobId id, JobStory story, JobPageMaker maker) {
    OptionalLong after = number(visit.query("after"));
    List<EntryView> found =
        after.isEmpty() ? story.entries() : entries.ofJob(id, after, ENTRIES_SHOWN + 1);
    List<EntryView> shown = found.subList(0, Math.min(ENTRIES_SHOWN, found.size()));
    int all = story.detail().summary().entries().total();
    return new JobPage.Entries(
        shown.stream().map(entry -> maker.entry(entry, visit.queries("marked"))).toList(),
        JobPageMaker.entriesNote(shown.size(), all, after.isEmpty()),
        found.size() > ENTRIES_SHOWN
            ? Optional.of(
                Address.of(Links.job(id.value()))
                    .with("after", shown.getLast().id().toString())
                    .toString())
            : Optional.empty());
  }

  private JobPage.Failure failure(TestView test) {
    Optional<TestLogs.Tail> tail =
        TestLogs.hasOwn(test) ? logs.tail(test, LOG_LINES) : Optional.empty();
    return new JobPage.Failure(
        test.subdir().isEmpty() ? test.test() : test.subdir(),
        Links.result(test.id()),
        test.host(),
        StatusText.of(test.sign(), test.status().name()),
        test.blame().map(BlameText::of),
        test.reason(),
        history(test),
        tail.map(TestLogs.Tail::text).orElse(""),
        tail.map(one -> Links.files(one.path())));
  }

  private String history(TestView test) {
    List<TestView> before =
        results.list(
            new ResultFilter(Optional.of(test.test()), Optional.of(test.host()), List.of()),
            OptionalLong.of(test.id()),
            HISTORY_RUNS);
    long failed = before.stream().filter(run -> run.status().isFailure()).count();
    if (before.isEmpty()) {
      return "Its first run on this host.";
    }
    return failed == 0
        ? before.size() == 1
            ? "Passed in its one run here before."
            : "Passed in all of its last %s here.".formatted(Words.count(before.size(), "run"))
        : "Failed in %d of its last %s here before."
            .formatted(failed, Words.count(before.size(), "run"));
  }

  private static OptionalLong number(Optional<String> text) {
    return text.filter(digits -> digits.matches("[1-9]\\d{0,17}"))
        .map(digits -> OptionalLong.of(Long.parseLong(digits)))
        .orElse(OptionalLong.empty());
  }

  /// Reads a job's number out of an address.
  ///
  /// @throws BadRequest when it is none
  static JobId id(String text) {
    OptionalLong number = number(Optional.of(text));
    if (number.isEmpty()) {
      throw BadRequest.of(BadRequest.Kind.NOT_FOUND, "id", "no job is called '%s'".formatted(text));
    }
    return new JobId(number.getAsLong());
  }
}
