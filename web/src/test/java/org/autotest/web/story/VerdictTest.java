package org.autotest.web.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.core.sign.Sign;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.store.views.EntryCounts;
import org.autotest.store.views.EntryView;
import org.autotest.store.views.JobSummary;
import org.autotest.store.views.TestCounts;
import org.autotest.store.views.TestView;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final JobId JOB = new JobId(17);

  @Test
  void a_failure_names_where_it_happened() {
    Verdict verdict =
        judge(
            Map.of(EntryStatus.COMPLETED, 2),
            Map.of(Sign.PASSED, 38, Sign.FAILED, 2),
            List.of(test("beta", StatusCode.FAIL, Optional.of(Blame.TEST))));

    assertThat(verdict.sign()).isEqualTo(Sign.FAILED);
    assertThat(verdict.sentence()).isEqualTo("2 of 40 tests failed on beta.");
  }

  @Test
  void what_the_host_broke_is_not_said_of_the_test() {
    Verdict verdict =
        judge(
            Map.of(EntryStatus.COMPLETED, 1),
            Map.of(Sign.PASSED, 38, Sign.INFRASTRUCTURE, 2),
            List.of(test("beta", StatusCode.ABORT, Optional.of(Blame.HOST))));

    assertThat(verdict.sign()).isEqualTo(Sign.INFRASTRUCTURE);
    assertThat(verdict.sentence())
        .isEqualTo("2 of 40 tests could not be judged: the host, not the test, is to blame.");
  }

  @Test
  void failures_of_both_kinds_are_told_apart() {
    Verdict verdict =
        judge(
            Map.of(EntryStatus.COMPLETED, 1, EntryStatus.FAILED, 1),
            Map.of(Sign.PASSED, 1, Sign.FAILED, 1, Sign.INFRASTRUCTURE, 1),
            List.of(
                test("beta", StatusCode.FAIL, Optional.empty()),
                test("gamma", StatusCode.ABORT, Optional.of(Blame.HOST))));

    assertThat(verdict.sentence()).isEqualTo("1 of 3 tests failed on beta.");
    assertThat(verdict.more())
        .isEqualTo(
            "1 more could not be judged: the host is to blame. 1 of 2 hosts failed outside the tests.");
  }

  @Test
  void all_passed_says_so() {
    assertThat(
            judge(Map.of(EntryStatus.COMPLETED, 3), Map.of(Sign.PASSED, 12), List.of()).sentence())
        .isEqualTo("All 12 tests passed on 3 hosts.");
    assertThat(
            judge(Map.of(EntryStatus.COMPLETED, 1), Map.of(Sign.PASSED, 1), List.of()).sentence())
        .isEqualTo("The test passed.");
  }

  @Test
  void hosts_that_the_job_did_not_need_are_no_failure() {
    Map<EntryStatus, Integer> ends = Map.of(EntryStatus.COMPLETED, 2, EntryStatus.STOPPED, 1);
    Verdict verdict =
        Verdict.of(
            job(new EntryCounts(ends, Map.of(), 1), Map.of(Sign.PASSED, 2)),
            List.of(),
            List.of(),
            Optional.empty());

    assertThat(verdict)
        .isEqualTo(
            new Verdict(
                Sign.PASSED,
                "All 2 tests passed on 2 hosts.",
                "1 of 3 hosts was left over: the job ran without it."));
    assertThat(judge(ends, Map.of(Sign.PASSED, 2), List.of()).sign())
        .isEqualTo(Sign.INFRASTRUCTURE);
  }

  @Test
  void a_job_that_failed_before_its_tests_says_whose_fault_it_is() {
    EntryView lost =
        entry(
            EntryStatus.FAILED,
            Optional.of(new EntryView.Failure(Blame.HOST, "connecting to beta: no answer in 60 s")),
            Optional.empty());
    Verdict verdict =
        Verdict.of(
            job(Map.of(EntryStatus.FAILED, 1), Map.of()),
            List.of(lost),
            List.of(),
            Optional.empty());

    assertThat(verdict.sign()).isEqualTo(Sign.INFRASTRUCTURE);
    assertThat(verdict.sentence())
        .isEqualTo("The job failed outside its tests: the host is to blame.");
    assertThat(verdict.more()).isEqualTo("Connecting to beta: no answer in 60 s.");
  }

  @Test
  void an_aborted_job_names_who_did_it() {
    EntryView aborted = entry(EntryStatus.ABORTED, Optional.empty(), Optional.of("bob"));
    Verdict verdict =
        Verdict.of(
            job(Map.of(EntryStatus.ABORTED, 1), Map.of()),
            List.of(aborted),
            List.of(),
            Optional.empty());

    assertThat(verdict)
        .isEqualTo(
            new Verdict(Sign.ABORTED, "Aborted by bob (wrong kernel).", "No test had ended."));
  }

  @Test
  void a_waiting_job_says_why() {
    Verdict verdict =
        Verdict.of(
            job(Map.of(EntryStatus.QUEUED, 2), Map.of()),
            List.of(),
            List.of(),
            Optional.of("host1 is locked"));

    assertThat(verdict.sentence()).isEqualTo("2 hosts wait to start: host1 is locked.");
  }

  @Test
  void every_mixture_of_statuses_and_signs_has_a_sentence() {
    for (EntryStatus status : EntryStatus.values()) {
      for (Sign sign : Sign.values()) {
        Verdict verdict = judge(Map.of(status, 1), Map.of(sign, 1), List.of());
        assertThat(verdict.sentence()).as("%s %s", status, sign).endsWith(".").doesNotContain("%");
      }
      assertThat(judge(Map.of(status, 1), Map.of(), List.of()).sentence()).endsWith(".");
    }
  }

  private static Verdict judge(
      Map<EntryStatus, Integer> entries, Map<Sign, Integer> tests, List<TestView> failures) {
    return Verdict.of(job(entries, tests), List.of(), failures, Optional.empty());
  }

  private static JobSummary job(Map<EntryStatus, Integer> entries, Map<Sign, Integer> tests) {
    return job(new EntryCounts(entries, Map.of(), 0), tests);
  }

  private static JobSummary job(EntryCounts counts, Map<Sign, Integer> tests) {
    return new JobSummary(
        JOB,
        "nightly",
        "alice",
        Priority.MEDIUM,
        ControlType.CLIENT,
        Instant.EPOCH,
        counts,
        new TestCounts(tests));
  }

  private static EntryView entry(
      EntryStatus status, Optional<EntryView.Failure> failure, Optional<String> abortedBy) {
    return new EntryView(
        new EntryId(1),
        JOB,
        "nightly",
        Optional.of("beta"),
        Optional.empty(),
        status,
        abortedBy.isPresent(),
        abortedBy,
        abortedBy.map(_ -> "wrong kernel"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        failure,
        Optional.empty(),
        TestCounts.NONE);
  }

  private static TestView test(String host, StatusCode status, Optional<Blame> blame) {
    return new TestView(
        1,
        Optional.of(JOB),
        "nightly",
        "17-alice/" + host,
        "sleeptest",
        "sleeptest",
        host,
        status,
        blame,
        "reason",
        Optional.empty(),
        Optional.empty());
  }
}
