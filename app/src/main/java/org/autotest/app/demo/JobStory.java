package org.autotest.app.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.autotest.core.job.JobId;
import org.autotest.core.sign.Sign;
import org.autotest.store.Database;
import org.autotest.store.views.EntryView;
import org.autotest.store.views.EntryViews;
import org.autotest.store.views.EventViews;
import org.autotest.store.views.EventViews.Event;
import org.autotest.store.views.ResultViews;
import org.autotest.store.views.TestView;

/// Tells the story of one job as it happens, a line for each change:
///
/// ```
/// 12:00:01  job 1  demo1  Queued → Verifying
/// 12:00:05  job 1  demo1  sleeptest ✓ passed
/// ```
final class JobStory {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private static final int ROWS_MAX = 1_000;

  private final JobId job;
  private final EventViews events;
  private final EntryViews entries;
  private final ResultViews results;
  private final PrintStream out;
  private final Set<Long> testsTold = new HashSet<>();
  private int eventsTold;
  private boolean ended;

  JobStory(JobId job, Database database, PrintStream out) {
    this.job = job;
    this.events = new EventViews(database);
    this.entries = new EntryViews(database);
    this.results = new ResultViews(database);
    this.out = out;
  }

  /// Tells what is new since the last call.
  ///
  /// @return whether the story is over: every entry has ended, and its results are in the database
  boolean tell() {
    boolean over = entries().stream().allMatch(entry -> entry.status().isComplete());
    List<Event> all = events.ofJob(job, ROWS_MAX).reversed();
    for (Event event : all.subList(Math.min(eventsTold, all.size()), all.size())) {
      tell(event);
    }
    eventsTold = all.size();
    for (TestView test : tests()) {
      if (test.finishedAt().isPresent() && testsTold.add(test.id())) {
        line(
            test.host(),
            "%s %s %s%s"
                .formatted(
                    test.test(),
                    test.sign().glyph(),
                    test.sign().word(),
                    test.sign() == Sign.PASSED ? "" : ": " + test.reason()));
      }
    }
    return over;
  }

  private void tell(Event event) {
    String change = event.oldStatus().map(old -> old + " → ").orElse("") + event.newStatus();
    String kind = event.kind().equals("task") ? "task  " : "";
    String reason = event.reason().isEmpty() ? "" : "  (" + event.reason() + ")";
    out.printf(
        "%s  job %s  %-6s %s%s%s%n",
        CLOCK.format(event.at().atZone(ZoneId.systemDefault())),
        job,
        event.host().orElse(""),
        kind,
        change,
        reason);
  }

  private void line(String host, String text) {
    out.printf("          job %s  %-6s %s%n", job, host, text);
  }

  /// Whether this is the first call; tells the end once.
  boolean end() {
    boolean first = !ended;
    ended = true;
    return first;
  }

  /// How it went, in a few words: `Completed, 8 of 8 tests passed`.
  String verdict() {
    List<TestView> tests = tests();
    long passed = tests.stream().filter(test -> test.sign() == Sign.PASSED).count();
    return "%s, %d of %d tests passed"
        .formatted(DemoReport.status(entries()), passed, tests.size());
  }

  /// From being asked for until its last entry was over; zero while none is.
  Duration took(Instant askedFor) {
    return entries().stream()
        .flatMap(entry -> entry.finishedAt().stream())
        .max(Comparator.naturalOrder())
        .map(over -> Duration.between(askedFor, over))
        .orElse(Duration.ZERO);
  }

  /// The entries as they stand.
  List<EntryView> entries() {
    return entries.ofJob(job, OptionalLong.empty(), ROWS_MAX);
  }

  /// The results that are in the database.
  List<TestView> tests() {
    return results.ofJob(job, false, OptionalLong.empty(), ROWS_MAX);
  }
}
