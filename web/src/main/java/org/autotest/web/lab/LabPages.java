package org.autotest.web.lab;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.sign.Sign;
import org.autotest.store.Database;
import org.autotest.store.views.EntryView;
import org.autotest.store.views.EntryViews;
import org.autotest.store.views.HostFilter;
import org.autotest.store.views.HostView;
import org.autotest.store.views.HostViews;
import org.autotest.store.views.JobFilter;
import org.autotest.store.views.JobViews;
import org.autotest.store.views.LabViews;
import org.autotest.store.views.TestView;
import org.autotest.web.page.Address;
import org.autotest.web.page.BlameText;
import org.autotest.web.page.Links;
import org.autotest.web.page.Proportion;
import org.autotest.web.page.Room;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.Visit;
import org.autotest.web.page.Words;

/// The first page: what runs, what is broken, what failed lately.
public final class LabPages {
  private static final int RUNNING_SHOWN = 12;
  private static final int FAILURES_SHOWN = 10;
  private static final int SICK_SHOWN = 8;
  private static final Duration LATELY = Duration.ofDays(7);

  private final LabViews lab;
  private final EntryViews entries;
  private final HostViews hosts;
  private final JobViews jobs;
  private final Supplier<Optional<String>> trouble;
  private final Visit.Site site;

  /// Shows the lab.
  ///
  /// @param trouble a sentence to warn of, besides what the database tells
  public LabPages(Database database, Supplier<Optional<String>> trouble, Visit.Site site) {
    this.trouble = trouble;
    this.lab = new LabViews(database);
    this.entries = new EntryViews(database);
    this.hosts = new HostViews(database);
    this.jobs = new JobViews(database);
    this.site = site;
  }

  /// `/`.
  public void show(Context http) {
    Visit visit = Visit.of(http, site);
    LabViews.Overview overview = lab.overview();
    List<EntryView> running = entries.active(RUNNING_SHOWN + 1);
    List<HostView> sick =
        hosts.list(
            new HostFilter(
                Optional.empty(),
                List.of(),
                List.of(HostStatus.REPAIR_FAILED, HostStatus.REPAIRING),
                Optional.empty()),
            "",
            SICK_SHOWN);
    boolean isNew = jobs.list(JobFilter.ALL, OptionalLong.empty(), 1).isEmpty();
    visit.show(
        "lab/lab.jte",
        "Lab",
        Room.LAB,
        Optional.of("lab"),
        new LabPage(
            sentence(overview),
            alarm(overview),
            isNew,
            hosts(overview),
            running.stream().limit(RUNNING_SHOWN).map(entry -> running(visit, entry)).toList(),
            overview.running() > RUNNING_SHOWN
                ? "%s more run".formatted(Words.number(overview.running() - RUNNING_SHOWN))
                : "",
            lab.failedTests(LATELY, FAILURES_SHOWN).stream()
                .map(test -> failure(visit, test))
                .toList(),
            entries.failed(FAILURES_SHOWN).stream()
                .filter(entry -> entry.failure().isPresent())
                .filter(entry -> recent(visit, entry))
                .map(entry -> trouble(visit, entry))
                .toList(),
            sick.stream().map(host -> sick(visit, host)).toList()));
  }

  private Optional<String> alarm(LabViews.Overview overview) {
    List<String> sentences = new ArrayList<>();
    if (!overview.dispatcherAlive()) {
      sentences.add(
          "No dispatcher is running, so nothing starts. Start one with: autotest dispatcher");
    }
    overview
        .dispatcherTrouble()
        .map(problem -> "The dispatcher cannot do its work: %s.".formatted(problem))
        .ifPresent(sentences::add);
    trouble.get().ifPresent(sentences::add);
    return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", sentences));
  }

  private static boolean recent(Visit visit, EntryView entry) {
    return entry
        .finishedAt()
        .or(entry::statusSince)
        .filter(at -> at.isAfter(visit.now().minus(LATELY)))
        .isPresent();
  }

  static String sentence(LabViews.Overview overview) {
    int busy =
        overview.hosts().getOrDefault(HostStatus.RUNNING, 0)
            + overview.hosts().getOrDefault(HostStatus.PENDING, 0);
    int sick = overview.hosts().getOrDefault(HostStatus.REPAIR_FAILED, 0);
    List<String> parts = new ArrayList<>();
    if (overview.hostsTotal() == 0) {
      return "There are no hosts yet.";
    }
    parts.add(
        overview.running() == 0
            ? "Nothing runs"
            : "%s under way on %d of %s"
                .formatted(
                    Words.count(overview.running(), "entry"),
                    busy,
                    Words.count(overview.hostsTotal(), "host")));
    if (overview.queued() > 0) {
      parts.add("%s waiting".formatted(Words.number(overview.queued())));
    }
    String first = String.join(", ", parts) + ".";
    return sick == 0
        ? first
        : "%s %s %s a hand."
            .formatted(first, Words.count(sick, "host"), sick == 1 ? "needs" : "need");
  }

  private static LabPage.Hosts hosts(LabViews.Overview overview) {
    Map<Sign, Integer> bySign = new EnumMap<>(Sign.class);
    List<LabPage.Count> counts = new ArrayList<>();
    for (HostStatus status : HostStatus.values()) {
      int count = overview.hosts().getOrDefault(status, 0);
      if (count > 0) {
        Sign sign = Sign.ofHost(status, false);
        bySign.merge(sign, count, Integer::sum);
        counts.add(
            new LabPage.Count(
                StatusText.of(sign, status.word()),
                Words.number(count),
                Address.of("/hosts")
                    .with("status", status.word())
                    .with("locked", "no")
                    .toString()));
      }
    }
    if (overview.lockedHosts() > 0) {
      bySign.merge(Sign.ABORTED, overview.lockedHosts(), Integer::sum);
      counts.add(
          new LabPage.Count(
              StatusText.of(Sign.ABORTED, "Locked"),
              Words.number(overview.lockedHosts()),
              "/hosts?locked=yes"));
    }
    return new LabPage.Hosts(
        Proportion.of(bySign), counts, Words.count(overview.hostsTotal(), "host"));
  }

  private static LabPage.Running running(Visit visit, EntryView entry) {
    return new LabPage.Running(
        entry.job().value(),
        Links.job(entry.job().value()),
        entry.jobName(),
        entry.host().orElse("no host"),
        entry.host().map(Links::host).orElse(Links.job(entry.job().value())),
        StatusText.of(entry.sign(), entry.statusInWords()),
        visit.time(entry.statusSince()));
  }

  private static LabPage.Failure failure(Visit visit, TestView test) {
    return new LabPage.Failure(
        StatusText.of(test.sign(), test.status().name()),
        test.test(),
        Links.result(test.id()),
        test.host(),
        Links.host(test.host()),
        test.job().map(JobId::value),
        test.blame().map(BlameText::of),
        test.reason(),
        visit.time(test.finishedAt().or(test::startedAt)));
  }

  private static LabPage.Trouble trouble(Visit visit, EntryView entry) {
    return new LabPage.Trouble(
        entry.job().value(),
        Links.job(entry.job().value()),
        entry.jobName(),
        entry.host().orElse("no host"),
        entry.failure().map(failure -> BlameText.of(failure.blame())),
        entry.failure().map(failure -> Words.capital(failure.problem())).orElse(""),
        visit.time(entry.finishedAt().or(entry::statusSince)));
  }

  private static LabPage.SickHost sick(Visit visit, HostView host) {
    return new LabPage.SickHost(
        host.hostname(),
        Links.host(host.hostname()),
        StatusText.of(host.sign(), host.status().word()),
        host.failure().map(failure -> BlameText.of(failure.blame())),
        host.failure().map(failure -> Words.capital(failure.problem())).orElse(""),
        visit.time(host.statusSince()));
  }
}
