package org.autotest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.core.operation.Operations.*;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.cli.Shell.Outcome;
import org.junit.jupiter.api.Test;

/// Waiting for jobs: until they are over, past a server that is away, and never for ever.
final class JobWaitTest extends ShellTest {
  private static final String JOB =
      """
      {"id": 17, "name": "n", "owner": "ann", "state": "%s", "verdict": "1 of 3 tests failed",
       "status_counts": {"%s": 1}, "tests": {"passed": 2, "failed": %d}}
      """;

  @Test
  void a_wait_ends_with_the_job_and_tells_how_it_went() {
    lab.answer(JOB_SHOW, JOB.formatted("running", "Running", 0))
        .answer(JOB_SHOW, JOB.formatted("finished", "Completed", 1));

    Outcome outcome = shell.run("job", "wait", "17");

    assertThat(outcome.status()).isEqualTo(ExitStatus.TESTS_FAILED.code());
    assertThat(outcome.err()).isEqualTo("job 17  Running=1(100%)  2 ✓\n");
    assertThat(outcome.out()).contains("Verdict:       1 of 3 tests failed\n");
  }

  @Test
  void hosts_that_the_job_did_not_need_are_no_failure() {
    String job =
        """
        {"id": 17, "name": "n", "owner": "ann", "state": "finished", "verdict": "All passed",
         "status_counts": {"Completed": 2, "Stopped": 1}, "left_over": %d, "tests": {"passed": 2}}
        """;
    lab.answer(JOB_SHOW, job.formatted(1)).answer(JOB_SHOW, job.formatted(0));

    assertThat(shell.run("job", "wait", "17").status()).isEqualTo(ExitStatus.DONE.code());
    assertThat(shell.run("job", "wait", "17").status()).isEqualTo(ExitStatus.NOT_TESTED.code());
  }

  @Test
  void a_template_is_not_waited_for() {
    lab.answer(JOB_SHOW, JOB.formatted("template", "Template", 0));

    Outcome outcome = shell.run("job", "wait", "17");

    assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED.code());
    assertThat(outcome.err())
        .isEqualTo(
            "atest: job wait: job 17 is a template and never runs. Make a job of it: atest job run"
                + " 17\n");
  }

  @Test
  void a_server_that_is_away_for_a_while_is_asked_again() {
    lab.answer(JOB_SHOW, JOB.formatted("running", "Running", 0))
        .answer(JOB_SHOW, 503, "<html>Service unavailable</html>")
        .answer(JOB_SHOW, 503, "<html>Service unavailable</html>")
        .answer(JOB_SHOW, JOB.formatted("finished", "Completed", 0));

    Outcome outcome = shell.run("job", "wait", "17");

    assertThat(outcome.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("job 17  Running"),
            line ->
                assertThat(line)
                    .contains("status 503")
                    .endsWith("The job goes on; trying again for 10 minutes"),
            line -> assertThat(line).isEqualTo("atest: the server is back"));
    assertThat(outcome.status()).isEqualTo(ExitStatus.DONE.code());
    assertThat(outcome.out()).contains("finished");
  }

  @Test
  void a_server_that_stays_away_ends_the_wait() {
    AtomicInteger looks = new AtomicInteger();
    shell.clock = () -> Instant.EPOCH.plus(Duration.ofMinutes(6).multipliedBy(looks.get()));
    lab.answer(JOB_SHOW, JOB.formatted("running", "Running", 0)).hangUp(JOB_SHOW);
    lab.whenAsked(looks::incrementAndGet);

    Outcome outcome = shell.run("job", "wait", "17");

    assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED.code());
    assertThat(outcome.err())
        .contains("the connection was lost", "trying again")
        .endsWith("(blame: the lab)\n");
  }

  @Test
  void a_server_that_was_never_there_is_not_waited_for() {
    lab.hangUp(JOB_SHOW);

    Outcome outcome = shell.run("job", "wait", "17");

    assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED.code());
    assertThat(outcome.err()).doesNotContain("trying again");
  }

  @Test
  void why_nothing_has_begun_is_told_once() {
    lab.answer(JOB_SHOW, JOB.formatted("queued", "Queued", 0))
        .answer(JOB_SHOW, JOB.formatted("queued", "Queued", 0))
        .answer(JOB_SHOW, JOB.formatted("finished", "Completed", 0))
        .answer(
            JOB_WHY,
            "{\"items\": [{\"host\": \"host1\", \"reason\": \"host1 is locked by ann\", \"ahead\": 0,"
                + " \"estimated_start\": \"2026-01-31T12:25:00Z\"}], \"next\": null}");

    Outcome outcome = shell.run("job", "wait", "17");

    assertThat(outcome.err())
        .isEqualTo(
            """
            job 17  Queued=1(100%)  2 ✓
            waiting on host1: host1 is locked by ann; may start: in 25 m
            """);
    assertThat(lab.argumentsOf(JOB_WHY)).containsEntry("id", "17");
  }
}
