package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a test may say of itself beside its status: limits of its phases, its checks, units.
class LifeTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(temp);
  }

  @Test
  void a_phase_that_takes_too_long_is_named_and_nothing_of_the_test_stays() throws Exception {
    String mark = "phase" + System.nanoTime();
    sandbox.test(
        "slow/slow.py",
        """
        from autotest.client import test, utils
        class slow(test.test):
            version = 1
            def initialize(self, mark):
                pass
            def run_once(self):
                utils.run("sh -c 'sleep 300 & exec sleep 300' %s" % self.job.args[0])
        """);
    sandbox.control(
        """
        job.run_test('slow', mark='x', phase_timeouts={'initialize': 100, 'run_once': 1.5})
        job.run_test('slow', tag='odd', mark='x', phase_timeouts={'run': 3})
        """);

    assertThat(sandbox.run("-a", mark)).isZero();

    assertThat(sandbox.status())
        .contains("ERROR slow slow Test timeout expired in run_once after 1.5 s, rc=15")
        .anyMatch(line -> line.startsWith("ERROR ---- slow.odd phase_timeouts must give phases"));
    assertThat(LocalClient.processes(mark)).isEmpty();
  }

  @Test
  void the_number_of_an_iteration_stays_when_all_are_over() throws Exception {
    sandbox.test(
        "counted/counted.py",
        """
        import os
        from autotest.client import test
        class counted(test.test):
            version = 1
            def initialize(self, own=False):
                self.seen = [self.iteration]
                self.register_after_iteration_hook(lambda self: self.write_perf_keyval({'late': 1}))
            def run_once(self):
                os.chdir(self.srcdir)
                self.write_perf_keyval({'speed': 10})
                self.seen.append(self.iteration)
            def postprocess(self):
                self.write_perf_keyval({'average': 10 / self.iteration})
            def cleanup(self):
                self.write_test_keyval({'seen': self.seen + [self.iteration]})
        """);
    sandbox.test(
        "alone/alone.py",
        """
        from autotest.client import test
        class alone(test.test):
            version = 1
            def execute(self):
                self.iteration += 7
            def cleanup(self):
                self.write_test_keyval({'last': self.iteration})
        """);
    sandbox.test("counted/fix.patch", "--- a\n+++ b\n");
    sandbox.control(
        """
        job.run_test('counted', iterations=2, constraints=['speed == 10'], timeout=0)
        job.run_test('alone')
        job.run_test('alone', tag='odd', timeout='soon')
        """);

    sandbox.run();

    assertThat(sandbox.status())
        .contains(
            "GOOD counted counted completed successfully",
            "GOOD alone alone completed successfully")
        .anyMatch(line -> line.startsWith("ERROR ---- alone.odd timeout must be a number"));
    assertThat(sandbox.read("counted/keyval")).contains("seen=[0, 1, 2, 2]");
    assertThat(sandbox.read("alone/keyval")).contains("last=7");
    assertThat(sandbox.read("counted/results/keyval")).contains("average{perf}=5.0");
    assertThat(sandbox.client().resolve("tmp/counted/fix.patch")).exists();
  }

  @Test
  void a_test_without_a_version_or_with_unnamed_arguments_is_an_error_of_its_own()
      throws Exception {
    sandbox.test(
        "bare/bare.py",
        """
        from autotest.client import test
        class bare(test.test):
            def run_once(self):
                pass
        """);
    sandbox.control(
        """
        job.run_test('bare')
        job.run_test('bare', 5, tag='unnamed')
        """);

    sandbox.run();

    assertThat(sandbox.status())
        .contains(
            "ERROR bare bare Unhandled AttributeError: 'bare' object has no attribute 'version'",
            "END ERROR bare bare");
    sandbox.test(
        "bare/bare.py",
        """
        from autotest.client import test
        class bare(test.test):
            version = 1
            def run_once(self):
                pass
        """);
    sandbox.run();
    assertThat(sandbox.status())
        .contains(
            "GOOD bare bare completed successfully",
            "ERROR bare.unnamed bare.unnamed Unnamed arguments not accepted, please call"
                + " job.run_test with named args only",
            "END ERROR bare.unnamed bare.unnamed");
  }

  @Test
  void a_test_without_anything_to_run_is_an_error() throws Exception {
    sandbox.test(
        "p_only/p_only.py",
        """
        from autotest.client import test
        class p_only(test.test):
            version = 1
            def initialize(self): pass
            def run_one(self, rounds): pass
        """);
    sandbox.test(
        "j_only/JOnly.java",
        """
        class JOnly extends ClientTest {
          void execute(int rounds) {
            fail("never called");
          }
        }
        """);
    sandbox.test(
        "j_other/JOther.java",
        """
        class JOther extends ClientTest {
          void run_once() {
            fail("never called");
          }
        }
        """);
    sandbox.control(
        """
        job.run_test('p_only')
        job.run_test('p_only', tag='args', rounds=1)
        job.run_test('j_only')
        job.run_test('j_other')
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains(
            "ERROR p_only p_only p_only has no method run_once",
            "ERROR p_only.args p_only.args p_only has no method run_once",
            "ERROR j_only j_only j_only has no method runOnce",
            "ERROR j_other j_other method run_once would never be called: in Java it is runOnce");
  }

  @Test
  void java_has_methods_around_each_iteration() throws Exception {
    sandbox.test(
        "j_around/JAround.java",
        """
        class JAround extends ClientTest {
          void beforeIteration() {
            log("before " + iteration());
          }

          void runOnce() {
            log("within " + iteration());
            check(iteration() < 2, "the second fails");
          }

          void afterIteration() {
            log("after " + iteration());
          }
        }
        """);
    sandbox.control("job.run_test('j_around', iterations=3)\n");

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status()).contains("FAIL j_around j_around the second fails");
    assertThat(sandbox.read("j_around/debug/j_around.INFO").lines())
        .map(line -> line.replaceFirst(".*\\| ", ""))
        .containsSubsequence("before 1", "within 1", "after 1", "before 2", "within 2", "after 2")
        .doesNotContain("before 3");
  }

  @Test
  void in_a_lab_a_test_without_a_check_says_so_in_its_keyvals() throws Exception {
    sandbox.test(
        "p_none/p_none.py",
        """
        from autotest.client import test
        class p_none(test.test):
            version = 1
            def run_once(self): pass
        """);
    sandbox.test(
        "p_some/p_some.py",
        """
        from autotest.client import test, utils
        class p_some(test.test):
            version = 1
            def run_once(self):
                utils.system('true')
                utils.system('false', ignore_status=True)
                self.write_perf_keyval({'speed': 7, 'delay': 2}, units={'speed': 'MB/s'},
                                       better={'speed': 'higher', 'delay': 'lower'})
        """);
    sandbox.test(
        "p_own/p_own.py",
        """
        from autotest.client import test
        from autotest.client.shared import error
        import helper
        class p_own(test.test):
            version = 1
            def run_once(self):
                for number in range(3):
                    assert number < 3, 'too large'
                if helper.total() != 3:
                    raise error.TestFail('the sum is wrong')
                elif helper.total() < 0:
                    raise error.TestFail, 'it is negative'
                if not helper.total():
                    raise error.TestNAError('nothing to do')
        """);
    sandbox.test("p_own/helper.py", "def total():\n    assert 1 + 2 == 3\n    return 3\n");
    sandbox.test(
        "j_some/JSome.java",
        """
        class JSome extends ClientTest {
          void runOnce() {
            check(true, "never");
            run("true");
            writePerf("latency", 1.5, "ms", Better.LOWER);
          }
        }
        """);
    sandbox.test("e_some/e_some.sh", "exit 0\n");
    sandbox.control(
        "for name in ('p_none', 'p_some', 'p_own', 'j_some', 'e_some'): job.run_test(name)\n");

    assertThat(sandbox.shell("AUTOTEST_RUN=/run/x ./autotest-local control")).isZero();

    assertThat(sandbox.read("p_none/keyval")).contains("checks=0\n");
    assertThat(sandbox.read("p_none/debug/p_none.WARNING"))
        .contains("p_none passed without a single check");
    assertThat(sandbox.read("p_some/keyval")).contains("checks=2\n");
    // Three assertions, two that it would have raised, and one of each call of its helper.
    assertThat(sandbox.read("p_own/keyval")).contains("checks=8\n");
    assertThat(sandbox.read("p_some/results/keyval"))
        .isEqualTo(
            """
            delay.better{attr}=lower
            speed.better{attr}=higher
            speed.unit{attr}=MB/s
            delay{perf}=2
            speed{perf}=7

            """);
    assertThat(sandbox.read("j_some/keyval")).contains("checks=3\n");
    assertThat(sandbox.read("j_some/results/keyval"))
        .isEqualTo("latency.better{attr}=lower\nlatency.unit{attr}=ms\nlatency{perf}=1.5\n\n");
    assertThat(sandbox.read("e_some/keyval")).contains("checks=1\n");

    assertThat(sandbox.run()).isZero();
    assertThat(sandbox.read("p_none/keyval")).doesNotContain("checks=");
  }
}
