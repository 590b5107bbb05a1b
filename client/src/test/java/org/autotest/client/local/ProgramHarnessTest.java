package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.autotest.client.harness.Harness;
import org.junit.jupiter.api.Test;

/// A harness of one's own: a program that is told of the job, and has its control file.
class ProgramHarnessTest extends OwnHarnessTest {
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
    program("sleep %1$s & setsid sleep %1$s".formatted(mark));
    long start = System.nanoTime();
    assertThat(sandbox.shell("./autotest-local -H ./mine control")).isEqualTo(5);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    assertThat(LocalClient.processes(mark)).isEmpty();
  }

  @Test
  void a_program_is_told_the_end_of_a_client_that_is_told_to_stop() throws Exception {
    sandbox.test("waits/waits.sh", "exec sleep 1000\n");
    sandbox.control("job.run_test('waits')\n");
    program("while read -r line; do echo \"$line\" >> told; sleep 0.2; done; echo over >> told");

    Process client = sandbox.start("exec ./autotest-local -H ./mine control");
    LocalClient.await(() -> told().contains("START\twaits"), "the test");
    client.destroy();

    assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(client.exitValue()).isEqualTo(143);
    assertThat(told())
        .contains("END FAIL\twaits", "AUTOTEST_STATUS::END ABORT")
        .endsWith("\nover\n");
  }

  @Test
  void none_is_started_where_there_is_no_job_and_a_job_goes_on_without_one_that_is_gone()
      throws Exception {
    program("echo started >> told; cat >> told");
    assertThat(sandbox.shell("./autotest-local -H ./mine --continue control")).isEqualTo(1);
    assertThat(sandbox.shell("./autotest-local -H ./mine --client_test_setup passes")).isZero();
    assertThat(temp.resolve("told")).doesNotExist();

    assertThat(sandbox.shell("./autotest-local -H ./mine control")).isEqualTo(5);
    Files.delete(temp.resolve("mine"));
    assertThat(sandbox.run("--continue")).isZero();
    assertThat(temp.resolve("stderr"))
        .content()
        .contains("mine is no program that can be run; the job goes on without");
    assertThat(sandbox.status()).endsWith("END GOOD ---- ----");
  }

  @Test
  void one_that_reads_nothing_is_ended_and_one_that_reads_no_more_is_not() throws Exception {
    String mark = "9" + System.nanoTime();
    program("sleep " + mark);
    Harness harness = Harness.of(temp.resolve("mine").toString(), "", temp);
    harness.begin();
    feed(harness);
    assertThat(LocalClient.processes(mark)).isEmpty();
    long start = System.nanoTime();
    harness.end();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));

    program(
        "cd '%s'; exec 0<&-; echo closed > told; until [ -e go ]; do sleep 0.05; done; echo lives >> told"
            .formatted(temp));
    Harness deaf = Harness.of(temp.resolve("mine").toString(), "", temp);
    deaf.begin();
    LocalClient.await(() -> told().contains("closed"), "the end of its input");
    deaf.status("\tGOOD\t----\tfirst\n", "");
    LocalClient.await(ProgramHarnessTest::nobodyFeeds, "the client to notice");
    feed(deaf);
    Files.writeString(temp.resolve("go"), "");
    deaf.end();
    assertThat(told()).isEqualTo("closed\nlives\n");
  }

  private static boolean nobodyFeeds() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().equals("harness"));
  }

  /// More than a pipe and the client hold.
  private static void feed(Harness harness) {
    for (int i = 0; i < 20_000; i++) {
      harness.status("\tGOOD\t----\tentry\ttimestamp=1\tlocaltime=Jan 01 00:00:00\t\n", "");
    }
  }

  private String told() {
    try {
      Path file = temp.resolve("told");
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
