package org.autotest.web.jobs;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.Job;
import org.autotest.core.job.JobOptions;
import org.autotest.core.job.TimeLimit;
import org.autotest.core.schedule.Hold;
import org.autotest.core.schedule.Outlook;
import org.autotest.core.schedule.Rule;
import org.autotest.core.sign.Sign;
import org.autotest.store.notices.Notice;
import org.autotest.store.views.EntryCounts;
import org.autotest.store.views.EntryView;
import org.autotest.store.views.EventViews;
import org.autotest.store.views.JobArchive;
import org.autotest.store.views.JobDetail;
import org.autotest.store.views.JobSummary;
import org.autotest.store.views.TestView;
import org.autotest.store.views.WhyViews;
import org.autotest.web.page.BlameText;
import org.autotest.web.page.Links;
import org.autotest.web.page.Proportion;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.Tally;
import org.autotest.web.page.TimeText;
import org.autotest.web.page.Words;
import org.autotest.web.story.JobStory;
import org.autotest.web.story.Verdict;

/// Words a job page. Pure: from rows and a time to a record.
final class JobPageMaker {
  private static final int COLUMNS_MAX = 40;
  private static final int ROWS_MAX = 300;
  private static final int REASONS_MAX = 12;

  private final Instant now;

  JobPageMaker(Instant now) {
    this.now = now;
  }

  JobPage.Head head(JobStory story) {
    Verdict verdict = story.verdict();
    return new JobPage.Head(
        StatusText.of(verdict.sign()),
        verdict.sentence(),
        verdict.more(),
        Proportion.of(story.detail().summary().tests().bySign()));
  }

  Optional<JobPage.Abort> abort(JobSummary job) {
    int unfinished = job.entries().total() - job.entries().complete();
    int aborting = job.entries().aborting().values().stream().mapToInt(Integer::intValue).sum();
    if (unfinished - aborting <= 0) {
      return Optional.empty();
    }
    String what = unfinished == 1 ? "the unfinished entry" : unfinished + " unfinished entries";
    return Optional.of(
        new JobPage.Abort(
            "Abort %s of job %s".formatted(what, job.id()),
            "Tests that run are stopped and their hosts cleaned up. What has ended stays as it"
                + " is."));
  }

  List<JobPage.Wait> waits(List<WhyViews.Waiting> waiting) {
    return waiting.stream()
        .map(this::wait)
        .filter(
            wait ->
                !wait.reasons().isEmpty() || !wait.hosts().isEmpty() || !wait.outlook().isEmpty())
        .toList();
  }

  /// @param observation as it stands on the page: what begins with the name of a host does so
  private static JobPage.Reason reason(String observation, Hold hold) {
    return new JobPage.Reason(observation, Words.capital(hold.remedy()));
  }

  private JobPage.Wait wait(WhyViews.Waiting waiting) {
    List<JobPage.Reason> reasons =
        waiting.explanation().holds().stream()
            .filter(hold -> hold.rule() != Rule.IN_PROGRESS)
            .map(hold -> reason(Words.capital(hold.observation()), hold))
            .toList();
    List<JobPage.HostReason> hosts =
        waiting.explanation().hosts().stream()
            .filter(host -> !host.holds().isEmpty())
            .limit(REASONS_MAX)
            .map(
                host ->
                    new JobPage.HostReason(
                        host.host().value(),
                        Links.host(host.host().value()),
                        host.holds().stream()
                            .map(hold -> reason(hold.observation(), hold))
                            .toList()))
            .toList();
    int blocked =
        (int) waiting.explanation().hosts().stream().filter(h -> !h.holds().isEmpty()).count();
    return new JobPage.Wait(
        waiting
            .host()
            .or(() -> waiting.metaHost().map(label -> "any host of " + label))
            .orElse("no host needed"),
        StatusText.of(Sign.ofEntry(waiting.status(), Optional.empty()), waiting.status().word()),
        waiting.outlook().map(this::outlook).orElse(""),
        reasons,
        hosts,
        blocked - hosts.size() + waiting.explanation().hostsLeftOut());
  }

  private String outlook(Outlook outlook) {
    String place =
        outlook.ahead() == 0
            ? "Next for its hosts"
            : Words.count(outlook.ahead(), "entry")
                + (outlook.ahead() >= Outlook.AHEAD_MAX ? " or more before it" : " before it");
    if (outlook.start().isEmpty()) {
      return place + "; too little is known of past runs to say when it starts.";
    }
    boolean soon = !outlook.start().get().isAfter(now);
    String when = soon ? "any moment" : Words.relative(outlook.start().get(), now);
    String from =
        outlook.runs() == 0
            ? ""
            : ", judging by %s like those before it".formatted(Words.count(outlook.runs(), "run"));
    return "%s; may start %s%s.".formatted(place, when, from);
  }

  /// @param marked numbers of entries that were marked in a form that was refused
  JobPage.Entry entry(EntryView entry, List<String> marked) {
    return new JobPage.Entry(
        entry.id().value(),
        entry.host(),
        entry.host().map(Links::host).orElse(""),
        entry.metaHost(),
        StatusText.of(entry.sign(), entry.statusInWords()),
        entry.statusSince().map(this::time),
        lasted(entry),
        Tally.of(entry.tests()),
        entry.failure().map(failure -> BlameText.of(failure.blame())),
        entry
            .failure()
            .map(failure -> Words.capital(failure.problem()))
            .orElse(
                entry.status() == EntryStatus.STOPPED ? "Left over: the job ran without it" : ""),
        entry.resultsPath().map(Links::files),
        entry.abortedBy(),
        entry.abortReason(),
        !entry.status().isComplete() && entry.abortedBy().isEmpty(),
        marked.contains(entry.id().toString()));
  }

  /// Which entries are listed: empty text when all are.
  static String entriesNote(int shown, int all, boolean isFirst) {
    return shown == all ? "" : (isFirst ? "the first %d of %s" : "%d of %s").formatted(shown, all);
  }

  /// Whether a job has ended, and not everywhere well, or a test failed.
  static boolean isOverAndFailed(JobStory story) {
    EntryCounts counts = story.detail().summary().entries();
    boolean wentWrong =
        counts.lost() + counts.of(EntryStatus.ABORTED) > 0 || !story.failures().isEmpty();
    return counts.state() == EntryCounts.State.FINISHED && wentWrong;
  }

  private String lasted(EntryView entry) {
    Instant end = entry.finishedAt().orElse(now);
    boolean over = entry.status().isComplete() && entry.finishedAt().isEmpty();
    return entry
        .startedAt()
        .filter(_ -> !over)
        .map(start -> Words.duration(Duration.between(start, end)))
        .orElse("");
  }

  Optional<JobPage.Grid> grid(List<TestView> tests) {
    if (tests.isEmpty()) {
      return Optional.empty();
    }
    LinkedHashSet<String> hosts = new LinkedHashSet<>();
    Map<String, Map<String, List<TestView>>> byTest = new LinkedHashMap<>();
    for (TestView test : tests) {
      hosts.add(test.host());
      byTest
          .computeIfAbsent(name(test), _ -> new LinkedHashMap<>())
          .computeIfAbsent(test.host(), _ -> new ArrayList<>())
          .add(test);
    }
    List<String> shown = hosts.stream().sorted().limit(COLUMNS_MAX).toList();
    List<JobPage.GridRow> rows =
        byTest.entrySet().stream()
            .limit(ROWS_MAX)
            .map(
                row ->
                    new JobPage.GridRow(
                        row.getKey(),
                        shown.stream()
                            .map(host -> cells(row.getValue().getOrDefault(host, List.of())))
                            .toList()))
            .toList();
    return Optional.of(
        new JobPage.Grid(
            shown.stream().map(host -> new JobPage.Column(host, Links.host(host))).toList(),
            rows,
            leftOut(hosts.size() - shown.size(), byTest.size() - rows.size())));
  }

  private static String leftOut(int hosts, int tests) {
    List<String> parts = new ArrayList<>();
    if (tests > 0) {
      parts.add(Words.count(tests, "test"));
    }
    if (hosts > 0) {
      parts.add(Words.count(hosts, "host"));
    }
    return parts.isEmpty() ? "" : Words.list(parts) + " not shown";
  }

  /// A test with a tag is told apart by its directory.
  private static String name(TestView test) {
    return test.subdir().isEmpty() ? test.test() : test.subdir();
  }

  private static List<JobPage.Cell> cells(List<TestView> runs) {
    return runs.stream()
        .map(
            run ->
                new JobPage.Cell(
                    StatusText.of(run.sign(), run.status().name()),
                    Links.result(run.id()),
                    "%s on %s: %s%s%s"
                        .formatted(
                            name(run),
                            run.host(),
                            run.status(),
                            run.reason().isEmpty() ? "" : ", " + run.reason(),
                            run.duration().map(d -> " (" + Words.duration(d) + ")").orElse(""))))
        .toList();
  }

  List<JobPage.Fact> facts(JobDetail detail, List<Notice> notices) {
    Job job = detail.job();
    List<JobPage.Fact> facts = new ArrayList<>();
    results(detail.archive()).ifPresent(facts::add);
    JobOptions options = job.options();
    facts.add(new JobPage.Fact("Priority", options.priority().word()));
    facts.add(
        new JobPage.Fact(
            "Control file runs on",
            job.control().type().word().equals("Server") ? "the server" : "the hosts"));
    facts.add(new JobPage.Fact("Hosts in one run", Integer.toString(options.synchCount())));
    facts.add(
        new JobPage.Fact(
            "Time limits",
            "%s from submission, %s from an entry's start"
                .formatted(limit(options.timeout()), limit(options.maxRuntime()))));
    facts.add(new JobPage.Fact("Verify before", options.runVerify() ? "Yes" : "No"));
    facts.add(new JobPage.Fact("Reboot before", options.rebootBefore().word()));
    facts.add(new JobPage.Fact("Reboot after", options.rebootAfter().word()));
    if (options.reserveHosts()) {
      facts.add(new JobPage.Fact("Reserves its hosts", "for the owner, until a day after its end"));
    }
    if (!job.dependencies().isEmpty()) {
      facts.add(new JobPage.Fact("Hosts must carry", Words.list(job.dependencies())));
    }
    job.keyvals().forEach((key, value) -> facts.add(new JobPage.Fact(key, value)));
    if (notices.isEmpty() && !job.emailList().isEmpty()) {
      facts.add(new JobPage.Fact("To be told at the end", Words.list(job.emailList())));
    }
    notices.forEach(notice -> facts.add(new JobPage.Fact("Told of the end", told(notice))));
    return facts;
  }

  /// Whether there is anything to say of the results directory.
  private static Optional<JobPage.Fact> results(JobArchive archive) {
    if (archive.removedOn().isPresent()) {
      return Optional.of(
          new JobPage.Fact(
              "Result files",
              "removed on %s; %s"
                  .formatted(Words.exact(archive.removedOn().get()), archive.placesInWords())));
    }
    return archive.places().isEmpty()
        ? Optional.empty()
        : Optional.of(new JobPage.Fact("Result files", archive.placesInWords()));
  }

  /// Who, and whether it worked. Addresses of webhooks may hold secrets, so only their host is
  /// named.
  private String told(Notice notice) {
    String who =
        notice.kind() == Notice.Kind.MAIL
            ? notice.recipient()
            : "the webhook of " + URI.create(notice.recipient()).getHost();
    String problem = notice.problem().map(observed -> ": " + observed).orElse("");
    if (notice.sentAt().isPresent()) {
      return "%s, %s".formatted(who, Words.relative(notice.sentAt().get(), now));
    }
    if (notice.dueAt().isEmpty()) {
      return "%s: given up%s".formatted(who, problem);
    }
    return problem.isEmpty() ? who + ": about to be" : "%s: not yet%s".formatted(who, problem);
  }

  private static String limit(Duration limit) {
    return TimeLimit.minutes(limit)
        .map(minutes -> Words.count(minutes, "minute"))
        .orElseGet(() -> Words.count(limit.toHours(), "hour"));
  }

  List<JobPage.Event> events(List<EventViews.Event> events) {
    return events.stream()
        .map(
            event ->
                new JobPage.Event(
                    time(event.at()),
                    what(event),
                    Words.capital(event.reason())
                        + event.blame().map(b -> " (blame: %s)".formatted(b.inWords())).orElse("")))
        .toList();
  }

  private static String what(EventViews.Event event) {
    String subject =
        event.host().orElse(event.kind().equals("entry") ? "Entry" : Words.capital(event.kind()));
    String change =
        event.oldStatus().map(old -> old + " → " + event.newStatus()).orElse(event.newStatus());
    String by = event.actor().map(actor -> ", by " + actor).orElse("");
    return "%s: %s%s".formatted(subject, change, by);
  }

  TimeText time(Instant at) {
    return TimeText.of(at, now);
  }
}
