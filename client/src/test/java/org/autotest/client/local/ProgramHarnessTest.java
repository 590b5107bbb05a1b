package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A harness of one's own: a program that is told of the job, and has its control file.
class ProgramHarnessTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws Exception {
    sandbox = ClientSandbox.in(temp);
    sandbox.test("passes/passes.sh", "exit 0\n");
    sandbox.control(
        """
        def step_init():
            job.next_step(after)
            job.run_test('passes')
            job.quit()
        def after():
            job.record('GOOD', None, 'after')
        """);
  }

  @Test
  void a_program_reads_what_happens_and_a_job_that_goes_on_keeps_it() throws Exception {
    program("echo \"$@\" >> told; cat >> told; echo over >> told; echo it listened");

    assertThat(sandbox.shell("./autotest-local -H ./mine -P 'a word' control")).isEqualTo(5);
    assertThat(sandbox.run("--continue")).isZero();

    assertThat(temp.resolve("told"))
        .content()
        .startsWith("events a word\nAUTOTEST_STATUS::START\t----\t----")
        .contains("\nAUTOTEST_STATUS::\t\tGOOD\tpasses\tpasses")
        .containsSubsequence(
            "AUTOTEST_STATUS::\tEND GOOD\tpasses\tpasses",
            "AUTOTEST_TEST_COMPLETE:\nover\nevents a word\n",
            "AUTOTEST_STATUS::\tGOOD\t----\tafter",
            "AUTOTEST_STATUS::END GOOD\t----\t----")
        .endsWith("\nover\n");
    assertThat(temp.resolve("stdout")).content().contains("it listened");
  }

  @Test
  void one_that_is_gone_or_does_not_end_holds_no_job() throws Exception {
    program("exit 3");
    assertThat(sandbox.shell("./autotest-local -H ./mine control")).isEqualTo(5);
    assertThat(sandbox.run("--continue")).isZero();

    String mark = "9" + System.nanoTime();
    program("exec sleep " + mark);
    long start = System.nanoTime();
    assertThat(sandbox.shell("./autotest-local -H ./mine control")).isEqualTo(5);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    assertThat(LocalClient.processes(mark)).isEmpty();
  }

  @Test
  void bootstrap_runs_the_control_file_that_the_program_prints() throws Exception {
    program("[ \"$1\" = bootstrap ] && exec cat control; echo \"$1 $2\" >> told; cat >> told");

    assertThat(sandbox.shell("./autotest-local -H ./mine -P word bootstrap")).isEqualTo(5);
    Files.delete(temp.resolve("control"));
    assertThat(sandbox.shell("AUTOTEST_HARNESS=./mine ./autotest-local --continue bootstrap"))
        .isZero();

    assertThat(sandbox.status())
        .contains("GOOD passes passes completed successfully", "GOOD ---- after")
        .endsWith("END GOOD ---- ----");
    assertThat(temp.resolve("told")).content().contains("events word", "\tGOOD\t----\tafter");
  }

  @Test
  void a_program_without_a_control_file_is_told_and_runs_nothing() throws Exception {
    program("[ \"$1\" = bootstrap ] && exit 0; echo \"$1\" >> told");
    assertThat(sandbox.shell("./autotest-local -H ./mine bootstrap")).isEqualTo(1);
    assertThat(temp.resolve("stderr"))
        .content()
        .contains("mine has no control file for this machine");

    program("echo 'the server is away' >&2; exit 4");
    assertThat(sandbox.shell("./autotest-local -H ./mine bootstrap")).isEqualTo(1);
    assertThat(temp.resolve("stderr")).content().contains("rc=4", "the server is away");

    assertThat(sandbox.shell("./autotest-local -H simple bootstrap")).isEqualTo(1);
    assertThat(temp.resolve("stderr")).content().contains("'simple' has none to give");
    assertThat(sandbox.shell("./autotest-local -H ./control control")).isEqualTo(1);
    assertThat(temp.resolve("stderr")).content().contains("control is no program that can be run");
    assertThat(temp.resolve("told")).doesNotExist();
  }

  private void program(String lines) throws Exception {
    Path file = Files.writeString(temp.resolve("mine"), "#!/bin/sh\n" + lines + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
