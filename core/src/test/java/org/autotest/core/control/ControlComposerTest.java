package org.autotest.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.autotest.core.control.ControlComposer.Part;
import org.autotest.core.failure.BadRequest;
import org.junit.jupiter.api.Test;

class ControlComposerTest {
  private static final Part SLEEP =
      new Part(
          "sleeptest",
          "sleeptest/Control.java",
          """
          import java.time.Duration;
          String NAME = "Sleep test";
          String TIME = "SHORT", TEST_TYPE = "client";
          int ROUNDS = 2 + 1;

          void main() {
            // Twice is enough.
            job.runTest("sleeptest", arg("seconds", ROUNDS));
          }
          """);

  private static final Part PYTHON =
      new Part(
          "pysleeptest",
          "pysleeptest/control",
          """
          NAME = "Python sleep"
          TIME = 'MEDIUM'
          DOC = \"""
          Sleeps "twice".
          \"""
          job.run_test("pysleeptest", seconds=1, tag='a"b', fast=True,
                       ratio=-0.5)
          """);

  @Test
  void one_file_stays_as_it_is() {
    assertThat(ControlComposer.compose(List.of(PYTHON))).isEqualTo(PYTHON.text());
  }

  @Test
  void tests_run_on_each_of_some_kernels() {
    KernelSteps two =
        KernelSteps.of(
            List.of("6.12.4", "http://lab/linux \"7\".deb"), List.of("/srv/c", "none"), " debug ");

    String whole = ControlComposer.compose(List.of(PYTHON), two);

    assertThat(whole)
        .startsWith(
            """
            // Made of the control files of pysleeptest.
            String NAME = "pysleeptest";
            String TIME = "LONG", TEST_TYPE = "client";

            void stepInit() {
              job.nextStepAppend("boot", "6.12.4", "/srv/c");
              job.nextStepAppend("tests", "kernel1");
              job.nextStepAppend("boot", "http://lab/linux \\"7\\".deb", "");
              job.nextStepAppend("tests", "kernel2");
            }
            """)
        .contains("  kernel.boot(\"debug\");\n", "void all() throws Exception {\n  step1();\n}\n");
    assertThat(ControlFile.syntaxProblems(whole)).isEmpty();
  }

  @Test
  void one_kernel_needs_no_directory_of_its_own() {
    KernelSteps one = KernelSteps.of(List.of("6.12.4"), List.of(), "");

    String whole = ControlComposer.compose(List.of(SLEEP), one);

    assertThat(whole)
        .contains("void tests(String directory) throws Exception {\n  step1();\n}\n", "boot();")
        .doesNotContain("inDirectory");
    assertThat(ControlFile.syntaxProblems(whole)).isEmpty();
  }

  @Test
  void configurations_go_with_kernels_one_to_one_and_hold_no_code() {
    assertThatThrownBy(() -> KernelSteps.of(List.of("6.1", "6.2"), List.of("/c"), ""))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("are 1, for 2 kernels");
    for (String hostile : List.of("a\nb", "a\\u0022", "x".repeat(1_001))) {
      assertThatThrownBy(() -> KernelSteps.of(List.of(hostile), List.of(), ""))
          .isInstanceOf(BadRequest.class);
      assertThatThrownBy(() -> KernelSteps.of(List.of("6.1"), List.of(), hostile))
          .isInstanceOf(BadRequest.class);
    }
  }

  @Test
  void java_and_python_go_together_in_java() {
    String whole = ControlComposer.compose(List.of(SLEEP, PYTHON));

    assertThat(whole)
        .isEqualTo(
            """
            // Made of the control files of sleeptest, pysleeptest.
            import java.time.Duration;
            String NAME = "sleeptest, pysleeptest";
            String TIME = "MEDIUM", TEST_TYPE = "client";

            void main() throws Exception {
              step1();
              step2();
            }

            // sleeptest/Control.java
            void step1() throws Exception {
              var ROUNDS = 2 + 1;
              // Twice is enough.
              job.runTest("sleeptest", arg("seconds", ROUNDS));
            }

            // pysleeptest/control
            void step2() throws Exception {
              job.runTest("pysleeptest", arg("seconds", 1), arg("tag", "a\\"b"), arg("fast", true), arg("ratio", -0.5));
            }
            """);
    assertThat(ControlFile.syntaxProblems(whole)).isEmpty();
    assertThat(ControlFile.read("whole", whole).time()).contains(TestTime.MEDIUM);
  }

  @Test
  void python_files_stand_one_behind_the_other() {
    Part loop =
        new Part(
            "loop",
            "loop/control",
            "from __future__ import division\nfor i in range(3):\n    job.run_test('x', tag=str(i))\n");

    assertThat(ControlComposer.compose(List.of(PYTHON, loop)))
        .startsWith("# Made of the control files of pysleeptest, loop.\nfrom __future__ import")
        .contains("# ---- pysleeptest/control", "# ---- loop/control", "    job.run_test('x'");
  }

  @Test
  void python_that_does_more_is_refused_beside_java_with_its_line() {
    Part loop = new Part("loop", "loop/control", "NAME='x'\nfor i in range(3):\n    pass\n");

    assertThatThrownBy(() -> ControlComposer.compose(List.of(SLEEP, loop)))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("loop/control")
        .hasMessageContaining("line 2");
  }

  @Test
  void java_with_methods_of_its_own_is_refused() {
    Part other =
        new Part("own", "own/Control.java", "void main() { help(); }\nvoid help() { int i; }\n");

    assertThatThrownBy(() -> ControlComposer.compose(List.of(SLEEP, other)))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("own/Control.java")
        .hasMessageContaining("line 2");
  }

  @Test
  void a_body_in_one_line_is_taken_over_too() {
    Part other = new Part("o", "o/Control.java", "void main() { job.runTest(\"o\"); }");

    assertThat(ControlComposer.compose(List.of(other, other)))
        .contains("void step2() throws Exception {\n  job.runTest(\"o\");\n}");
  }
}
