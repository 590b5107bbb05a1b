package org.autotest.client.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scenarios about single tests.
@Tag("long")
class TestScenariosTest {
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
        "raiser/raiser.py",
        """
        from autotest.client import test, utils
        from autotest.client.shared import error
        class raiser(test.test):
            version = 1
            def act(self, here, phase, what):
                if here != phase:
                    return
                if what == 'command':
                    utils.system('echo said; echo cried >&2; exit 3')
                if what == 'ValueError':
                    raise ValueError('odd value')
                if what == 'lines':
                    raise error.TestFail('one\\ttab\\ntwo\\nthree')
                raise getattr(error, what)('because')
            def initialize(self, phase, what): self.act('initialize', phase, what)
            def setup(self, phase, what): self.act('setup', phase, what)
            def warmup(self, phase, what): self.act('warmup', phase, what)
            def run_once(self, phase, what): self.act('run_once', phase, what)
            def cleanup(self, phase, what): self.act('cleanup', phase, what)
        """);
  }

  @Test
  void scenario_01_a_test_that_passes_leaves_five_lines_and_the_tree() throws Exception {
    assertThat(sandbox.shell("./autotest-local run sleeptest seconds=0")).isZero();

    List<String> lines = sandbox.read("status").lines().toList();
    String times = "timestamp=\\d+\tlocaltime=\\w{3} \\d\\d \\d\\d:\\d\\d:\\d\\d\t";
    String test = "\tsleeptest\tsleeptest\t";
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).matches("START\t----\t----\t" + times);
    assertThat(lines.get(1)).matches("\tSTART" + test + times);
    assertThat(lines.get(2)).matches("\t\tGOOD" + test + times + "completed successfully");
    assertThat(lines.get(3)).matches("\tEND GOOD" + test + times);
    assertThat(lines.get(4)).matches("END GOOD\t----\t----\t" + times);
    for (String path :
        List.of(
            "control",
            "debug/client.DEBUG",
            "debug/client.INFO",
            "sysinfo",
            "sleeptest/status",
            "sleeptest/keyval",
            "sleeptest/results",
            "sleeptest/profiling",
            "sleeptest/debug/sleeptest.DEBUG",
            "sleeptest/sysinfo/df")) {
      assertThat(sandbox.results().resolve(path)).exists();
    }
  }

  @Test
  void scenario_02_each_exception_of_a_test_has_its_status() throws Exception {
    sandbox.control(
        """
        for n in ('TestFail', 'TestError', 'TestNAError', 'TestWarn', 'TestBug'):
            good = job.run_test('raiser', tag=n, phase='run_once', what=n)
            job.record('GOOD', None, 'told', str(good))
        """);

    assertThat(sandbox.run()).isZero();

    for (String pair :
        List.of(
            "TestFail FAIL",
            "TestError ERROR",
            "TestNAError TEST_NA",
            "TestWarn WARN",
            "TestBug BUG")) {
      String name = "raiser." + pair.replaceFirst(" .*", "");
      String code = pair.replaceFirst(".* ", "");
      assertThat(sandbox.status())
          .containsSubsequence(
              "%s %s %s because".formatted(code, name, name),
              "END %s %s %s".formatted(code, name, name),
              "GOOD ---- told False");
    }
    assertThat(sandbox.status().getLast()).isEqualTo("END GOOD ---- ----");
  }

  @Test
  void scenario_03_a_failing_command_is_told_with_status_and_output() throws Exception {
    sandbox.control(
        """
        for phase in ('setup', 'initialize', 'run_once'):
            job.run_test('raiser', tag=phase, phase=phase, what='command')
        """);

    assertThat(sandbox.run()).isZero();

    for (String phase : List.of("setup", "initialize", "run_once")) {
      String name = "raiser." + phase;
      assertThat(sandbox.status())
          .contains(
              "ERROR %s %s Command <echo said; echo cried >&2; exit 3> failed, rc=3, "
                      .formatted(name, name)
                  + "Command returned non-zero exit status");
    }
    assertThat(sandbox.read("status")).contains("\n  stdout:\n  said\n  stderr:\n  cried\n");
  }

  @Test
  void scenario_04_an_exception_of_nobody_is_a_fail_or_an_error_by_its_phase() throws Exception {
    sandbox.control(
        """
        for phase in ('setup', 'run_once', 'warmup', 'initialize', 'cleanup'):
            job.run_test('raiser', tag=phase, phase=phase, what='ValueError')
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains(
            "FAIL raiser.run_once raiser.run_once Unhandled ValueError: odd value",
            "FAIL raiser.warmup raiser.warmup Unhandled ValueError: odd value",
            "ERROR raiser.initialize raiser.initialize Unhandled ValueError: odd value",
            "ERROR raiser.setup raiser.setup Unhandled ValueError: odd value",
            "ERROR raiser.cleanup raiser.cleanup Unhandled ValueError: odd value");
  }

  @Test
  void scenario_05_a_reason_of_three_lines_and_a_character_that_is_refused() throws Exception {
    sandbox.control(
        """
        job.run_test('raiser', phase='run_once', what='lines')
        try:
            job.record('GOOD', None, 'with\\rreturn')
        except ValueError:
            job.record('GOOD', None, 'refused')
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.read("status")).contains("\tone        tab\n  two\n  three\n");
    assertThat(sandbox.status()).contains("GOOD ---- refused");
  }

  @Test
  void scenario_06_iterations_have_their_order_and_their_records() throws Exception {
    sandbox.test(
        "order/order.py",
        """
        from autotest.client import test
        class order(test.test):
            version = 1
            def note(self, text):
                with open(self.resultsdir + '/order', 'a') as f: f.write(text + '\\n')
            def initialize(self):
                self.note('initialize')
                self.register_before_iteration_hook(lambda t: t.note('before'))
                self.register_after_iteration_hook(lambda t: t.note('after'))
            def setup(self): self.note('setup')
            def warmup(self): self.note('warmup')
            def before_run_once(self): self.note('before_run_once')
            def run_once(self):
                self.note('run_once %d' % self.iteration)
                self.write_iteration_keyval({'kind': 'x%d' % self.iteration}, {'speed': self.iteration / 2.0})
            def after_run_once(self): self.note('after_run_once')
            def postprocess_iteration(self): self.note('postprocess_iteration')
            def postprocess(self): self.note('postprocess')
            def cleanup(self): self.note('cleanup')
        """);
    sandbox.control("job.run_test('order', iterations=3)\n");

    assertThat(sandbox.run()).isZero();

    String iteration =
        "before\nbefore_run_once\nrun_once %d\nafter_run_once\npostprocess_iteration\nafter\n";
    assertThat(sandbox.read("order/results/order"))
        .isEqualTo(
            "initialize\nsetup\nwarmup\n"
                + iteration.formatted(1)
                + iteration.formatted(2)
                + iteration.formatted(3)
                + "postprocess\ncleanup\n");
    assertThat(sandbox.read("order/results/keyval"))
        .isEqualTo(
            """
            kind{attr}=x1
            speed{perf}=0.5

            kind{attr}=x2
            speed{perf}=1.0

            kind{attr}=x3
            speed{perf}=1.5

            """);
  }

  @Test
  void scenario_07_constraints_decide_with_the_exact_text() throws Exception {
    sandbox.test(
        "speed/speed.py",
        """
        from autotest.client import test
        class speed(test.test):
            version = 1
            def run_once(self): self.write_perf_keyval({'speed': self.iteration})
        """);
    sandbox.control(
        """
        job.run_test('speed', tag='met', iterations=2, constraints=['speed > 0'])
        job.run_test('speed', tag='not', iterations=2, constraints=['speed > 1', 'speed < 9'])
        job.run_test('speed', tag='odd', constraints=['nothing > 1'])
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.read("status"))
        .contains("\tspeed.met\t")
        .contains("\titeration 0:speed > 1: constraint was not met  \n")
        .contains("\titeration 0:could not evaluate constraint: nothing > 1  \n");
    assertThat(sandbox.status())
        .contains(
            "END GOOD speed.met speed.met",
            "END FAIL speed.not speed.not",
            "END FAIL speed.odd speed.odd");
  }

  @Test
  void scenario_08_tags_make_names_and_a_directory_is_used_once() throws Exception {
    sandbox.control(
        """
        job.run_test('good', tag='a', subdir_tag='sd')
        job.use_sequence_number = True
        job.automatic_test_tag = 'auto'
        job.run_test('good', tag='b')
        job.use_sequence_number = False
        job.automatic_test_tag = None
        job.run_test('good', tag='same')
        job.run_test('good', tag='same')
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains("START good.a.sd good.a", "START good.b._01_.auto good.b._01_.auto")
        .containsOnlyOnce("START good.same good.same")
        .contains(
            "ERROR ---- good.same good.same already exists; multiple tests cannot run with the same"
                + " subdirectory");
    assertThat(sandbox.results().resolve("good.a.sd/debug/good.a.sd.INFO")).exists();
  }

  @Test
  void scenario_19_setup_runs_once_for_each_version() throws Exception {
    for (String preserve : List.of("False", "True")) {
      Files.deleteIfExists(temp.resolve("setups"));
      String name = "built" + preserve.charAt(0);
      String text =
          """
          import os
          from autotest.client import test
          class %s(test.test):
              version = VERSION
              preserve_srcdir = %s
              def setup(self):
                  with open('%s/setups', 'a') as f:
                      f.write(' '.join(sorted(os.listdir(self.srcdir))) + ';')
                  open(self.srcdir + '/made', 'w').close()
                  if os.path.exists('%s/broken'): raise ValueError('broken')
              def run_once(self): pass
          """
              .formatted(name, preserve, temp, temp);
      sandbox.control("job.run_test('%s')\n".formatted(name));
      sandbox.test(name + "/" + name + ".py", text.replace("VERSION", "1"));
      sandbox.run();
      sandbox.run();
      assertThat(temp.resolve("setups")).hasContent(";");

      sandbox.test(name + "/" + name + ".py", text.replace("VERSION", "2"));
      Files.writeString(temp.resolve("broken"), "");
      sandbox.run();
      assertThat(sandbox.status())
          .contains("ERROR %s %s Unhandled ValueError: broken".formatted(name, name));
      Files.delete(temp.resolve("broken"));
      sandbox.run();
      assertThat(sandbox.status()).contains("END GOOD %s %s".formatted(name, name));
      String kept = Files.readString(temp.resolve("setups"));
      assertThat(kept.split(";", -1)).as("setups, the last one tried again").hasSize(4);
      assertThat(kept.contains("made")).isEqualTo(preserve.equals("True"));
    }
  }
}
