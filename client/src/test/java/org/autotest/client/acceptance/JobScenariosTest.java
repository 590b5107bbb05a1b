package org.autotest.client.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scenarios about whole jobs.
@Tag("long")
class JobScenariosTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(temp);
    sandbox.test(
        "good/good.py",
        """
        from autotest.client import test
        class good(test.test):
            version = 1
            def run_once(self): pass
        """);
    sandbox.test(
        "does/does.py",
        """
        import os, signal, sys, time
        from autotest.client import test, utils
        from autotest.client.shared import error
        class does(test.test):
            version = 1
            def run_once(self, what):
                exec(what)
        """);
  }

  @Test
  void scenario_09_a_timeout_ends_everything_and_the_next_test_runs() throws Exception {
    sandbox.control(
        """
        job.run_test('does', timeout=3, what='utils.BgJob("echo $$ > child; sleep 300"); time.sleep(30)')
        job.run_test('good')
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains(
            "START does does timeout=3",
            "ERROR does does Test timeout expired, rc=15",
            "GOOD good good completed successfully");
    Path child = Path.of("/proc", sandbox.read("does/child").strip(), "stat");
    assertThat(!Files.exists(child) || Files.readString(child).contains(") Z ")).isTrue();
  }

  @Test
  void scenario_10_a_test_whose_process_ends_is_an_error_that_names_the_cause() throws Exception {
    sandbox.control(
        """
        job.run_test('does', tag='kill', what='os.kill(os.getpid(), signal.SIGKILL)')
        job.run_test('does', tag='exit', what='os._exit(3)')
        job.run_test('good')
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .anyMatch(line -> line.matches("ERROR does.kill does.kill Test subprocess failed rc=9.*"))
        .anyMatch(line -> line.matches("ERROR does.exit does.exit Test subprocess failed rc=768.*"))
        .contains("GOOD good good completed successfully", "END GOOD ---- ----");
  }

  @Test
  void scenario_11_a_job_error_in_a_test_ends_the_job() throws Exception {
    sandbox.control(
        "job.run_test('does', what='raise error.JobError(\"enough\")')\njob.run_test('good')\n");

    assertThat(sandbox.run()).isEqualTo(1);

    assertThat(sandbox.status())
        .containsExactly(
            "START ---- ----",
            "START does does",
            "END ABORT does does",
            "END ABORT ---- ---- enough");
  }

  @Test
  void scenario_12_a_broken_control_file_aborts_and_an_absent_one_leaves_nothing()
      throws Exception {
    sandbox.control("x = = 1\n");
    assertThat(sandbox.run()).isEqualTo(1);
    assertThat(sandbox.status().getLast())
        .startsWith("END ABORT ---- ---- Unhandled SyntaxError: ");

    sandbox.control("def f():\n    raise KeyError('lost')\nf()\n");
    assertThat(sandbox.run()).isEqualTo(1);
    assertThat(sandbox.status().getLast())
        .contains("END ABORT ---- ---- Unhandled KeyError: 'lost'");
    assertThat(sandbox.read("status")).contains("\n  Traceback (most recent call last):\n");

    assertThat(sandbox.shell("./autotest-local -t absent nowhere")).isEqualTo(1);
    assertThat(sandbox.client().resolve("results/absent")).doesNotExist();
  }

  @Test
  void scenario_13_steps_go_on_in_order_after_a_pause() throws Exception {
    sandbox.control(
        """
        def step_init():
            job.next_step('two')
            job.next_step_append('four')
            job.next_step_prepend('one')
            job.next_step('three')
        def note(n): job.record('GOOD', None, 'step%s' % n)
        def one(): note(1)
        def two():
            note(2)
            job.quit()
        def three(): note(3)
        def four(): note(4)
        """);

    assertThat(sandbox.run()).isEqualTo(5);
    assertThat(sandbox.run("--continue")).isZero();

    assertThat(sandbox.status())
        .containsExactly(
            "START ---- ----",
            "GOOD ---- step1",
            "GOOD ---- step2",
            "GOOD ---- step3",
            "GOOD ---- step4",
            "END GOOD ---- ----");
    assertThat(sandbox.results().resolve("sysinfo/boot.0")).isDirectory();
    assertThat(sandbox.run("--continue")).isEqualTo(1);
  }

  @Test
  void scenario_14_a_killed_client_goes_on_and_tells_what_was_at_work() throws Exception {
    sandbox.control(
        """
        def step_init():
            job.next_step([job.run_test, 'does'], what='open("there", "w").close(); time.sleep(300)')
            job.next_step('after')
        def after(): job.run_test('good')
        """);
    Process client = sandbox.start("exec ./autotest-local control");
    Path there = sandbox.results().resolve("does/there");
    while (!Files.exists(there)) {
      assertThat(client.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
    }
    client.destroyForcibly().waitFor();

    assertThat(sandbox.run("--continue")).isZero();

    assertThat(sandbox.status())
        .containsSubsequence(
            "START does does",
            "FAIL does does unexpected reboot",
            "END FAIL does does",
            "GOOD good good completed successfully",
            "END GOOD ---- ----");
  }

  @Test
  void scenario_16_parallel_tasks_stand_one_after_the_other_and_may_nest() throws Exception {
    sandbox.control(
        """
        def bad(): raise ValueError('odd')
        def inner(n): job.run_test('good', tag=n)
        def outer(): job.parallel([inner, 'c'], [inner, 'd'])
        def group(): job.parallel([inner, 'a'], [inner, 'b'], [outer])
        job.run_group(group)
        job.parallel([inner, 'e'], [bad])
        """);

    assertThat(sandbox.run()).isEqualTo(1);

    List<String> expected =
        new java.util.ArrayList<>(List.of("START ---- ----", "START ---- group"));
    for (String tag : List.of("a", "b", "c", "d")) {
      expected.addAll(entries(tag));
    }
    expected.add("END GOOD ---- group");
    expected.addAll(entries("e"));
    expected.add("END ABORT ---- ---- 1 task(s) failed in job.parallel");
    assertThat(sandbox.status()).containsExactlyElementsOf(expected);
    assertThat(sandbox.read("status")).contains("\n\t\t\tGOOD\tgood.d\t");
  }

  private static List<String> entries(String tag) {
    String name = "good.%s good.%s".formatted(tag, tag);
    return List.of("START " + name, "GOOD " + name + " completed successfully", "END GOOD " + name);
  }

  @Test
  void scenario_17_a_group_around_a_failing_test_ends_good() throws Exception {
    sandbox.control(
        """
        def around(): job.run_test('does', what='raise error.TestFail("no")')
        job.run_group(around, tag='g')
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .containsExactly(
            "START ---- ----",
            "START ---- g",
            "START does does",
            "FAIL does does no",
            "END FAIL does does",
            "END GOOD ---- g",
            "END GOOD ---- ----");
  }
}
