package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client that was killed goes on, and what was lost with it is told.
class LostWorkTest {
  /// What waits to be killed, the first time.
  private static final String WAIT =
      """
      import os, time
      def wait():
          there = job.resultdir + '/../../../there'
          if not os.path.exists(there):
              open(there, 'w').close()
              time.sleep(300)
      """;

  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws Exception {
    sandbox = ClientSandbox.in(temp);
    sandbox.test("good/good.sh", "exit 0\n");
    sandbox.test("waits/waits.sh", "touch ../../../../there; exec sleep 300\n");
  }

  /// Runs the control file until it has made the file `there`, and kills the client.
  private void killed() throws Exception {
    Process client = sandbox.start("exec ./autotest-local control");
    while (!Files.exists(sandbox.root().resolve("there"))) {
      assertThat(client.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
    }
    client.destroyForcibly().waitFor();
  }

  @Test
  void a_control_file_that_was_cut_off_before_its_steps_is_carried_out_again() throws Exception {
    sandbox.control(
        WAIT
            + """
            job.next_step('last')
            wait()
            def step_init(): job.run_test('good')
            def last(): job.record('GOOD', None, 'last')
            """);
    killed();

    assertThat(sandbox.run("--continue")).isZero();

    assertThat(sandbox.status())
        .containsExactly(
            "START ---- ----",
            "START good good",
            "GOOD good good completed successfully",
            "END GOOD good good",
            "GOOD ---- last",
            "END GOOD ---- ----");
  }

  @Test
  void a_step_that_was_cut_off_outside_of_a_test_has_failed() throws Exception {
    sandbox.control(
        WAIT
            + """
            def step_init():
                job.next_step('a')
                job.next_step('b')
            def a():
                job.run_group(wait)
                job.run_test('good')
            def b(): job.record('GOOD', None, 'b')
            """);
    killed();

    assertThat(sandbox.run("--continue")).isZero();

    assertThat(sandbox.status())
        .containsExactly(
            "START ---- ----",
            "START ---- wait",
            "END ABORT ---- wait unexpected reboot",
            "FAIL ---- a unexpected reboot",
            "GOOD ---- b",
            "END GOOD ---- ----");
    assertThat(sandbox.read("status")).contains("\n\tFAIL\t----\ta\t", "\n\tGOOD\t----\tb\t");
  }

  @Test
  void a_group_around_a_test_that_was_cut_off_is_closed_and_a_cut_line_ended() throws Exception {
    sandbox.control(
        """
        def step_init():
            job.next_step('a')
            job.next_step('b')
        def inner(): job.run_test('waits')
        def a(): job.run_group(inner)
        def b(): job.run_test('good')
        """);
    killed();
    Files.writeString(
        sandbox.results().resolve("status"), sandbox.read("status") + "\t\t\tGOOD\twai");

    assertThat(sandbox.run("--continue")).isZero();

    assertThat(sandbox.status())
        .containsExactly(
            "START ---- ----",
            "START ---- inner",
            "START waits waits",
            "GOOD wai",
            "FAIL waits waits unexpected reboot",
            "END FAIL waits waits",
            "END ABORT ---- inner unexpected reboot",
            "START good good",
            "GOOD good good completed successfully",
            "END GOOD good good",
            "END GOOD ---- ----");
    assertThat(sandbox.read("status")).contains("\n\tSTART\tgood\tgood\t");
  }

  @Test
  void a_pause_loses_nothing() throws Exception {
    sandbox.control(
        """
        def step_init():
            job.next_step('a')
            job.next_step('b')
        def a(): job.quit()
        def b(): job.run_test('good')
        """);

    assertThat(sandbox.run()).isEqualTo(5);
    assertThat(sandbox.run("--continue")).isZero();

    assertThat(sandbox.status())
        .containsExactly(
            "START ---- ----",
            "START good good",
            "GOOD good good completed successfully",
            "END GOOD good good",
            "END GOOD ---- ----");
  }
}
