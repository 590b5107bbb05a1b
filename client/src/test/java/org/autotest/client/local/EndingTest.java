package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests, jobs and programs that are ended from outside.
class EndingTest {
  @TempDir Path directory;

  @Test
  void a_timeout_leaves_no_process_behind_and_the_job_goes_on() throws Exception {
    LocalClient client = new LocalClient(directory);
    String mark = "leak" + System.nanoTime();
    Path control =
        client.write(
            "Control.java",
            """
            void main() {
              job.runTest("j_leaky", arg("mark", "%s"), arg("timeout", 6));
              job.runTest("j_perf");
            }
            """
                .formatted(mark));

    LocalClient.Ended ended = client.run(control.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(client.results().resolve("j_leaky/results/started")).exists();
    assertThat(client.status())
        .containsExactly(
            "START ---- ----",
            " START j_leaky j_leaky timeout=6",
            "  ERROR j_leaky j_leaky Test timeout expired, rc=15",
            " END ERROR j_leaky j_leaky",
            " START j_perf j_perf",
            "  GOOD j_perf j_perf completed successfully",
            " END GOOD j_perf j_perf",
            "END GOOD ---- ----");
    assertThat(LocalClient.processes(mark)).isEmpty();
  }

  @Test
  void a_client_that_is_told_to_stop_ends_its_test_and_closes_its_log() throws Exception {
    LocalClient client = new LocalClient(directory);
    String mark = "stop" + System.nanoTime();
    Path control =
        client.write(
            "Control.java",
            "void main() { job.runGroup(\"g\", () -> job.runTest(\"j_leaky\", arg(\"mark\", \""
                + mark
                + "\"))); job.runTest(\"j_perf\"); }\n");
    Process process = client.start(List.of(control.toString()));
    Path started = client.results().resolve("j_leaky/results/started");
    LocalClient.await(() -> Files.exists(started), "the test");

    process.destroy();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(client.status())
        .containsExactly(
            "START ---- ----",
            " START ---- g",
            "  START j_leaky j_leaky",
            "   ABORT j_leaky j_leaky the client was told to stop",
            "  END ABORT j_leaky j_leaky",
            " END ABORT ---- g",
            "END ABORT ---- ---- the client was told to stop");
    assertThat(LocalClient.processes(mark)).isEmpty();
  }

  @Test
  void a_client_that_was_killed_goes_on_and_tells_so() throws Exception {
    LocalClient client = new LocalClient(directory);
    String mark = "kill" + System.nanoTime();
    Path control =
        client.write(
            "Control.java",
            """
            void stepInit() {
              job.nextStep("one");
              job.nextStep("two");
            }

            void one() {
              job.runTest("j_leaky", arg("mark", "%s"));
            }

            void two() {
              job.runTest("j_perf");
            }
            """
                .formatted(mark));
    Process process = client.start(List.of(control.toString()));
    Path started = client.results().resolve("j_leaky/results/started");
    LocalClient.await(() -> Files.exists(started), "the test");

    process.destroyForcibly().waitFor();
    LocalClient.await(() -> LocalClient.processes(mark).isEmpty(), "the end of what was left");
    LocalClient.Ended ended = client.run("--continue", control.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(client.status())
        .containsExactly(
            "START ---- ----",
            " START j_leaky j_leaky",
            "  FAIL j_leaky j_leaky unexpected reboot",
            " END FAIL j_leaky j_leaky",
            " START j_perf j_perf",
            "  GOOD j_perf j_perf completed successfully",
            " END GOOD j_perf j_perf",
            "END GOOD ---- ----");
  }
}
