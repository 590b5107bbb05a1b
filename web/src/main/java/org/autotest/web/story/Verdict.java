package org.autotest.web.story;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.sign.Sign;
import org.autotest.store.views.EntryCounts;
import org.autotest.store.views.EntryView;
import org.autotest.store.views.JobSummary;
import org.autotest.store.views.TestCounts;
import org.autotest.store.views.TestView;
import org.autotest.web.page.Words;

/// How a job went, or where it stands, in one sentence: what somebody wants to know who opens its
/// page.
///
/// @param more a second sentence, in smaller print; may be empty
public record Verdict(Sign sign, String sentence, String more) {

  /// Judges a job.
  ///
  /// @param entries those that were loaded; counts come from the summary
  /// @param failures tests that failed, those that were loaded
  /// @param firstHold why the first waiting entry waits; empty when unknown or none waits
  public static Verdict of(
      JobSummary job,
      List<EntryView> entries,
      List<TestView> failures,
      Optional<String> firstHold) {
    return switch (job.entries().state()) {
      case QUEUED -> queued(job.entries(), firstHold);
      case RUNNING -> running(job, entries, firstHold);
      case FINISHED -> finished(job, entries, failures);
      case TEMPLATE ->
          new Verdict(
              Sign.NOT_APPLICABLE,
              "A template: it never runs itself.",
              "Jobs are made from it by hand or by a recurring run.");
    };
  }

  private static Verdict queued(EntryCounts entries, Optional<String> firstHold) {
    String what =
        entries.total() == 1
            ? "Waiting to start"
            : Words.count(entries.total(), "host") + " wait to start";
    return firstHold
        .map(hold -> new Verdict(Sign.QUEUED, what + ": " + hold + ".", ""))
        .orElse(new Verdict(Sign.QUEUED, what + ".", ""));
  }

  private static Verdict running(
      JobSummary job, List<EntryView> entries, Optional<String> firstHold) {
    int done = job.entries().complete();
    int total = job.entries().total();
    TestCounts tests = job.tests();
    int ended = tests.total() - tests.of(Sign.RUNNING);
    String progress =
        total == 1
            ? "Running" + onHost(entries)
            : "Running: %d of %s done".formatted(done, Words.count(total, "host"));
    String soFar =
        ended == 0
            ? "No test has ended yet."
            : "%s ended so far: %s.".formatted(Words.count(ended, "test"), tally(tests));
    boolean noneRuns =
        entries.stream()
            .noneMatch(entry -> Sign.ofEntry(entry.status(), Optional.empty()) == Sign.RUNNING);
    if (noneRuns && ended == 0) {
      String hold = firstHold.map(text -> ": " + text).orElse("");
      return new Verdict(Sign.WAITING, "Getting ready" + onHost(entries) + hold + ".", "");
    }
    boolean bad = tests.of(Sign.FAILED) + tests.of(Sign.INFRASTRUCTURE) > 0;
    return new Verdict(
        bad && tests.of(Sign.FAILED) > 0 ? Sign.FAILED : Sign.RUNNING, progress + ".", soFar);
  }

  private static Verdict finished(
      JobSummary job, List<EntryView> entries, List<TestView> failures) {
    TestCounts tests = job.tests();
    int hosts = job.entries().total();
    int aborted = job.entries().of(EntryStatus.ABORTED);
    int lost = job.entries().lost();
    String others = others(job, entries, aborted, lost);
    if (tests.of(Sign.FAILED) > 0) {
      return new Verdict(
          Sign.FAILED,
          tests.total() == 1
              ? "The test failed%s.".formatted(onHosts(failures, Sign.FAILED))
              : "%d of %s failed%s."
                  .formatted(
                      tests.of(Sign.FAILED),
                      Words.count(tests.total(), "test"),
                      onHosts(failures, Sign.FAILED)),
          joined(infrastructure(tests, failures), others));
    }
    if (tests.of(Sign.INFRASTRUCTURE) > 0) {
      return new Verdict(
          Sign.INFRASTRUCTURE,
          "%s could not be judged: %s, not the test, is to blame."
              .formatted(
                  tests.total() == 1
                      ? "The test"
                      : "%d of %s"
                          .formatted(
                              tests.of(Sign.INFRASTRUCTURE), Words.count(tests.total(), "test")),
                  culprits(failures)),
          others);
    }
    if (aborted > 0) {
      String who = abortedBy(entries);
      return new Verdict(
          Sign.ABORTED,
          aborted == hosts
              ? "Aborted%s.".formatted(who)
              : "Aborted on %d of %s%s.".formatted(aborted, Words.count(hosts, "host"), who),
          tests.total() == 0
              ? "No test had ended."
              : "%s had ended: %s.".formatted(Words.count(tests.total(), "test"), tally(tests)));
    }
    if (lost > 0) {
      return lost(job, entries, lost);
    }
    return passed(tests, hosts, job.entries().leftOver());
  }

  private static Verdict passed(TestCounts tests, int hosts, int leftOver) {
    if (tests.total() == 0) {
      return new Verdict(
          Sign.NOT_APPLICABLE,
          "Finished without running a test.",
          "Its control file started none.");
    }
    int ran = hosts - leftOver;
    String where = ran > 1 ? " on %s".formatted(Words.count(ran, "host")) : "";
    String more =
        leftOver == 0
            ? ""
            : "%d of %s left over: the job ran without %s."
                .formatted(
                    leftOver,
                    Words.count(hosts, "host") + (leftOver == 1 ? " was" : " were"),
                    leftOver == 1 ? "it" : "them");
    if (tests.of(Sign.PASSED) == tests.total()) {
      return new Verdict(
          Sign.PASSED,
          tests.total() == 1
              ? "The test passed."
              : "All %s passed%s.".formatted(Words.count(tests.total(), "test"), where),
          more);
    }
    Sign sign = tests.worst().orElse(Sign.PASSED);
    return new Verdict(
        sign == Sign.RUNNING ? Sign.WARNED : sign,
        "No test failed%s: %s.".formatted(where, tally(tests)),
        more);
  }

  private static Verdict lost(JobSummary job, List<EntryView> entries, int lost) {
    Optional<EntryView.Failure> first =
        entries.stream().flatMap(entry -> entry.failure().stream()).findFirst();
    String what =
        lost == job.entries().total()
            ? "The job failed outside its tests"
            : "The job failed outside its tests on %d of %s"
                .formatted(lost, Words.count(job.entries().total(), "host"));
    return new Verdict(
        Sign.INFRASTRUCTURE,
        first
            .map(failure -> what + ": " + failure.blame().inWords() + " is to blame.")
            .orElse(what + "."),
        first.map(failure -> Words.capital(failure.problem()) + ".").orElse(""));
  }

  private static String others(JobSummary job, List<EntryView> entries, int aborted, int lost) {
    StringBuilder text = new StringBuilder();
    if (aborted > 0) {
      text.append(
          "Aborted on %d of %s%s."
              .formatted(aborted, Words.count(job.entries().total(), "host"), abortedBy(entries)));
    }
    if (lost > 0 && job.entries().total() > 1) {
      text.append(text.isEmpty() ? "" : " ");
      text.append(
          "%d of %s failed outside the tests."
              .formatted(lost, Words.count(job.entries().total(), "host")));
    }
    return text.toString();
  }

  private static String infrastructure(TestCounts tests, List<TestView> failures) {
    int count = tests.of(Sign.INFRASTRUCTURE);
    return count == 0
        ? ""
        : "%s more could not be judged: %s is to blame."
            .formatted(Words.number(count), culprits(failures));
  }

  private static String culprits(List<TestView> failures) {
    Set<String> words =
        failures.stream()
            .flatMap(test -> test.blame().stream())
            .filter(Blame::isInfrastructure)
            .map(Blame::inWords)
            .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    return words.isEmpty() ? "the lab" : Words.list(words);
  }

  private static String onHosts(List<TestView> failures, Sign sign) {
    List<String> hosts =
        failures.stream()
            .filter(test -> test.sign() == sign)
            .map(TestView::host)
            .distinct()
            .toList();
    return switch (hosts.size()) {
      case 0 -> "";
      case 1 -> " on " + hosts.getFirst();
      default -> " on " + Words.count(hosts.size(), "host");
    };
  }

  private static String onHost(List<EntryView> entries) {
    return entries.size() == 1
        ? entries.getFirst().host().map(host -> " on " + host).orElse("")
        : "";
  }

  private static String abortedBy(List<EntryView> entries) {
    Set<String> who =
        entries.stream()
            .flatMap(entry -> entry.abortedBy().map(login -> withReason(login, entry)).stream())
            .collect(Collectors.toCollection(java.util.TreeSet::new));
    return who.isEmpty() ? "" : " by " + Words.list(who);
  }

  private static String withReason(String login, EntryView entry) {
    return login + entry.abortReason().map(" (%s)"::formatted).orElse("");
  }

  /// `38 passed, 2 failed`.
  static String tally(TestCounts tests) {
    return java.util.Arrays.stream(
            new Sign[] {
              Sign.PASSED,
              Sign.FAILED,
              Sign.INFRASTRUCTURE,
              Sign.WARNED,
              Sign.ABORTED,
              Sign.NOT_APPLICABLE
            })
        .filter(sign -> tests.of(sign) > 0)
        .map(
            sign ->
                "%s %s"
                    .formatted(
                        Words.number(tests.of(sign)),
                        sign == Sign.INFRASTRUCTURE ? "not judged" : sign.word()))
        .collect(Collectors.joining(", "));
  }

  private static String joined(String first, String second) {
    return first.isEmpty() || second.isEmpty() ? first + second : first + " " + second;
  }
}
