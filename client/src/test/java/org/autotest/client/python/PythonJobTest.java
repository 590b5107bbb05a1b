package org.autotest.client.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Python control files and tests through the real client, where the golden cases do not reach.
@org.junit.jupiter.api.Tag("long")
class PythonJobTest {
  private static final String TEST =
      """
      import logging, os, signal, threading, time
      from autotest.client import test, utils
      from autotest.client.shared import error

      class t(test.test):
          version = 1

          def run_once(self, **dargs):
              %s
      """;

  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(temp);
  }

  @Test
  void a_failing_command_is_the_reason_with_status_and_output() throws Exception {
    sandbox.test("t/t.py", TEST.formatted("utils.run('echo said; echo cried >&2; exit 3')"));
    sandbox.control("job.run_test('t')\n");

    assertThat(sandbox.run()).isZero();
    assertThat(sandbox.status())
        .contains(
            "ERROR t t Command <echo said; echo cried >&2; exit 3> failed, rc=3,"
                + " Command returned non-zero exit status");
    assertThat(sandbox.read("status")).contains("\n  stdout:\n  said\n  stderr:\n  cried\n");
  }

  @Test
  void values_that_json_does_not_know_reach_the_test() throws Exception {
    sandbox.test(
        "t/t.py",
        TEST.formatted("assert dargs == {'a': (1, 2), 'b': {1: 2}, 'c': b'x'}, repr(dargs)"));
    sandbox.control("job.run_test('t', a=(1, 2), b={1: 2}, c=b'x')\n");

    assertThat(sandbox.run()).isZero();
    assertThat(sandbox.status()).contains("GOOD t t completed successfully");
    assertThat(sandbox.read("t/keyval"))
        .contains("param-a=(1, 2)\n", "param-b={1: 2}\n", "param-c=b'x'\n");
  }

  @Test
  void what_a_test_started_ends_with_its_time() throws Exception {
    sandbox.test(
        "t/t.py",
        TEST.formatted(
            "utils.BgJob('echo $$ > child; sleep 300'); utils.run('sleep 300; sleep 300')"));
    sandbox.control("job.run_test('t', timeout=10)\n");

    assertThat(sandbox.run()).isZero();
    assertThat(sandbox.status())
        .anyMatch(line -> line.startsWith("ERROR t t Test timeout expired"));
    assertThat(isRunning(sandbox.read("t/child").strip())).isFalse();
  }

  @Test
  void a_client_that_is_killed_leaves_no_test_behind() throws Exception {
    sandbox.test(
        "t/t.py",
        TEST.formatted("open('pid', 'w').write(str(os.getpid())); utils.run('sleep 300')"));
    sandbox.control("job.run_test('t')\n");

    Process client = sandbox.start("exec ./autotest-local control");
    Path pidFile = sandbox.results().resolve("t/pid");
    while (!Files.exists(pidFile) || Files.size(pidFile) == 0) {
      assertThat(client.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
    }
    client.destroyForcibly();

    String pid = Files.readString(pidFile);
    for (int waits = 0; waits < 400 && isRunning(pid); waits++) {
      new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
    }
    assertThat(isRunning(pid)).isFalse();
  }

  @Test
  void threads_and_forked_children_of_a_test_may_call_the_job() throws Exception {
    sandbox.test(
        "t/t.py",
        """
        import logging, os, threading
        from autotest.client import test

        class t(test.test):
            version = 1

            def run_once(self):
                thread = threading.Thread(target=self.job.record, args=("GOOD", None, "thread"))
                thread.start()
                thread.join()
                pid = os.fork()
                if pid == 0:
                    self.job.record("GOOD", None, "child")
                    logging.info("the child logs")
                    os._exit(0)
                os.waitpid(pid, 0)
        """);
    sandbox.control("job.run_test('t')\n");

    assertThat(sandbox.run()).isZero();
    assertThat(sandbox.status())
        .contains("GOOD ---- thread", "GOOD ---- child", "GOOD t t completed successfully");
    assertThat(sandbox.read("t/debug/t.INFO")).contains("the child logs");
  }

  @Test
  void hooks_come_around_each_iteration() throws Exception {
    sandbox.test(
        "t/t.py",
        """
        from autotest.client import test

        class t(test.test):
            version = 1

            def initialize(self):
                self.register_before_iteration_hook(lambda t: t.note("before %d" % t.iteration))
                self.register_after_iteration_hook(lambda t: t.note("after %d" % t.iteration))

            def note(self, text):
                with open("notes", "a") as notes:
                    notes.write(text + "\\n")

            def run_once(self):
                self.note("run %d" % self.iteration)
        """);
    sandbox.control("job.run_test('t', iterations=2)\n");

    assertThat(sandbox.run()).isZero();
    assertThat(sandbox.read("t/notes"))
        .isEqualTo("before 1\nrun 1\nafter 1\nbefore 2\nrun 2\nafter 2\n");
  }

  @Test
  void the_name_of_the_line_is_in_the_reason_of_a_broken_source() throws Exception {
    sandbox.test("t/t.py", "print 'python 2'\nclass t(\n    x = = 1\n");
    sandbox.control("job.run_test('t')\n");

    assertThat(sandbox.run()).isZero();
    assertThat(sandbox.status())
        .anyMatch(line -> line.matches("ERROR t t Unhandled SyntaxError: .*t\\.py, line [23].*"));
  }

  @Test
  void dependencies_are_built_before_the_test() throws Exception {
    sandbox.test(
        "../deps/thing/thing.py", "import os\nprint 'building'\nopen('built', 'w').write('yes')\n");
    sandbox.test("t/t.py", TEST.formatted("self.job.setup_dep(['thing'])"));
    sandbox.control("job.run_test('t')\n");

    assertThat(sandbox.run()).isZero();
    assertThat(sandbox.status()).contains("GOOD t t completed successfully");
    assertThat(sandbox.client().resolve("deps/thing/built")).exists();
  }

  @Test
  void groups_give_back_what_the_function_returned_and_the_very_exception() throws Exception {
    sandbox.control(
        """
        class Mine(TestFail):
            pass
        def good(x):
            return [x, object]
        def bad():
            raise Mine('text')
        assert job.run_group(good, x=1) == [1, object]
        try:
            job.run_group(bad, tag='other')
        except Mine as e:
            job.record('GOOD', None, 'caught', str(e))
        """);

    assertThat(sandbox.run()).isZero();
    assertThat(sandbox.status())
        .containsSubsequence(
            "START ---- good",
            "END GOOD ---- good",
            "START ---- other",
            "END FAIL ---- other",
            "GOOD ---- caught text");
  }

  @Test
  void steps_defined_in_steps_run_once_each_in_order() throws Exception {
    sandbox.control(
        """
        def step_init():
            job.next_step(outer)
            job.next_step('last', 'x', key='y')
        def outer():
            def step_init():
                job.next_step(inner)
                job.next_step_append(late)
            def inner():
                job.record('GOOD', None, 'inner')
            def late():
                job.record('GOOD', None, 'late')
            return locals()
        def last(word, key):
            job.record('GOOD', None, 'last', word + key)
        """);

    assertThat(sandbox.run()).isZero();
    assertThat(sandbox.status())
        .containsExactly(
            "START ---- ----",
            "GOOD ---- inner",
            "GOOD ---- last xy",
            "GOOD ---- late",
            "END GOOD ---- ----");
  }

  @Test
  void the_python_test_of_the_suite_passes() throws Exception {
    sandbox.control("job.run_test('pysleeptest', seconds=0.25, iterations=2)\n");

    assertThat(sandbox.run()).isZero();
    assertThat(sandbox.status()).contains("GOOD pysleeptest pysleeptest completed successfully");
    assertThat(sandbox.read("pysleeptest/results/keyval"))
        .matches("((.*\\{attr\\}=.*\n){2}seconds_slept\\{perf\\}=0\\.\\d+\n\n){2}");
  }

  /// False also for a process that has ended and that nobody has taken notice of.
  private static boolean isRunning(String pid) throws IOException {
    Path stat = Path.of("/proc", pid, "stat");
    return Files.exists(stat) && !Files.readString(stat).replaceAll("^.*\\) ", "").startsWith("Z");
  }
}
