package org.autotest.client.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Steps that queue others and steps that enclose others, over pauses and reboots.
class StepsTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(temp);
  }

  @Test
  void only_a_step_that_encloses_another_is_called_again_for_it() throws Exception {
    sandbox.control(
        """
        def step_init():
            job.record('GOOD', None, 'step_init')
            job.next_step('a')
        def a():
            job.record('GOOD', None, 'a')
            job.next_step('b', 5)
            job.quit()
        def b(n):
            job.record('GOOD', None, 'b', str(n))
            def step_init():
                job.record('GOOD', None, 'b.step_init')
                job.next_step('c')
            def c():
                job.record('GOOD', None, 'c')
                job.next_step('d', 1, k=2)
                job.quit()
            def d(x, k):
                job.record('GOOD', None, 'd', '%s %s' % (x, k))
                job.next_step('last')
            return locals()
        def last(): job.record('GOOD', None, 'last')
        """);

    assertThat(sandbox.run()).isEqualTo(5);
    assertThat(sandbox.run("--continue")).isEqualTo(5);
    assertThat(sandbox.run("--continue")).isZero();

    assertThat(sandbox.status())
        .containsExactly(
            "START ---- ----",
            "GOOD ---- step_init",
            "GOOD ---- a",
            "GOOD ---- b 5",
            "GOOD ---- b 5",
            "GOOD ---- b.step_init",
            "GOOD ---- b 5",
            "GOOD ---- c",
            "GOOD ---- b 5",
            "GOOD ---- d 1 2",
            "GOOD ---- last",
            "END GOOD ---- ----");
  }

  @Test
  void a_test_or_a_reboot_in_a_step_before_is_not_done_again_for_steps_within_the_next()
      throws Exception {
    sandbox.program("reboot", "exit 0");
    sandbox.control(
        """
        job.config_set('boot.sleep_before_reboot', 0)
        def step_init():
            job.next_step('build')
        def build():
            job.run_test('pysleeptest', seconds=0, tag='build')
            job.next_step('tests')
            job.reboot()
        def tests():
            def step_init():
                job.next_step('one')
                job.next_step('two')
            def one():
                job.run_test('pysleeptest', seconds=0, tag='one')
                job.reboot()
            def two(): job.run_test('pysleeptest', seconds=0, tag='two')
            return locals()
        """);

    assertThat(sandbox.run()).isEqualTo(5);
    assertThat(sandbox.run("--continue")).isEqualTo(5);
    assertThat(sandbox.run("--continue")).isZero();

    assertThat(sandbox.status())
        .filteredOn(line -> !line.startsWith("START"))
        .containsExactly(
            "GOOD pysleeptest.build pysleeptest.build completed successfully",
            "END GOOD pysleeptest.build pysleeptest.build",
            "GOOD pysleeptest.one pysleeptest.one completed successfully",
            "END GOOD pysleeptest.one pysleeptest.one",
            "GOOD pysleeptest.two pysleeptest.two completed successfully",
            "END GOOD pysleeptest.two pysleeptest.two",
            "END GOOD ---- ----");
  }

  @Test
  void a_step_may_queue_what_is_defined_in_it_and_steps_may_lie_in_each_other() throws Exception {
    sandbox.control(
        """
        def note(word): job.record('GOOD', None, word)
        def step_init():
            def inner():
                note('inner')
                job.next_step('outer')
            def late(): note('late')
            job.next_step(inner)
            job.next_step_append(late)
            return locals()
        def outer():
            def step_init(): job.next_step('middle')
            def middle():
                def step_init(): job.next_step('deep')
                def deep():
                    note('deep')
                    job.next_step('beside')
                    job.quit()
                return locals()
            def beside(): note('beside')
            return locals()
        """);

    assertThat(sandbox.run()).isEqualTo(5);
    assertThat(sandbox.run("--continue")).isZero();

    assertThat(sandbox.status())
        .containsExactly(
            "START ---- ----",
            "GOOD ---- inner",
            "GOOD ---- deep",
            "GOOD ---- beside",
            "GOOD ---- late",
            "END GOOD ---- ----");
  }

  @Test
  void a_state_that_names_all_steps_before_as_ancestors_goes_on() throws Exception {
    sandbox.control(
        """
        def step_init(): job.next_step('a')
        def a():
            job.record('GOOD', None, 'a')
            job.next_step('b')
        def b():
            def step_init():
                job.next_step('c')
                job.quit()
            def c(): job.record('GOOD', None, 'c')
            return locals()
        """);
    assertThat(sandbox.run()).isEqualTo(5);
    Path state = sandbox.client().resolve("tmp/control.state");
    String enclosing = "{\"name\":\"b\",\"args\":[],\"kwargs\":{}}";
    assertThat(state).content().contains("[" + enclosing + "]");
    String before = enclosing.replace("b", "step_init") + "," + enclosing.replace("b", "a") + ",";
    Files.writeString(
        state, Files.readString(state).replace("[" + enclosing, "[" + before + enclosing));

    assertThat(sandbox.run("--continue")).isZero();

    assertThat(sandbox.status())
        .containsExactly("START ---- ----", "GOOD ---- a", "GOOD ---- c", "END GOOD ---- ----");
  }

  @Test
  void steps_in_java_queue_each_other_as_functions_of_a_python_file_do() throws Exception {
    Files.writeString(
        sandbox.root().resolve("Control.java"),
        """
        void stepInit() {
          job.record(StatusCode.GOOD, "stepInit", "");
          job.nextStep("a");
        }
        void a() {
          job.record(StatusCode.GOOD, "a", "");
          job.nextStep("b", 5);
          job.quit();
        }
        void b(int n) {
          job.record(StatusCode.GOOD, "b", "" + n);
          job.nextStepAppend("last");
          job.nextStep("c");
          job.quit();
        }
        void c() { job.record(StatusCode.GOOD, "c", ""); }
        void last() { job.record(StatusCode.GOOD, "last", ""); }
        """);

    assertThat(sandbox.shell("./autotest-local Control.java")).isEqualTo(5);
    assertThat(sandbox.shell("./autotest-local --continue Control.java")).isEqualTo(5);
    assertThat(sandbox.shell("./autotest-local --continue Control.java")).isZero();

    assertThat(sandbox.status())
        .containsExactly(
            "START ---- ----",
            "GOOD ---- stepInit",
            "GOOD ---- a",
            "GOOD ---- b 5",
            "GOOD ---- c",
            "GOOD ---- last",
            "END GOOD ---- ----");
  }
}
