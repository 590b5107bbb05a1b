package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The life of programs: setup for each version, cleanup, and what they measure: a record for each
/// iteration, which constraints see.
class ProgramLifeTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(temp);
  }

  @Test
  void each_iteration_is_a_record_whether_the_program_ends_it_or_not() throws Exception {
    sandbox.test(
        "bare/bare.sh", "echo \"it{perf}=$AUTOTEST_ITERATION\" >> $AUTOTEST_RESULTS_DIR/keyval\n");
    sandbox.test(
        "open/open.sh",
        """
        printf "it{perf}=$AUTOTEST_ITERATION" >> $AUTOTEST_RESULTS_DIR/keyval
        [ $AUTOTEST_ITERATION = 1 ]
        """);
    sandbox.test(
        "whole/whole.sh",
        "printf \"it{perf}=$AUTOTEST_ITERATION\\n\\n\" >> $AUTOTEST_RESULTS_DIR/keyval\n");
    sandbox.test("pipe/pipe.sh", "mkfifo $AUTOTEST_RESULTS_DIR/keyval || exit 1\n");
    sandbox.control(
        """
        for name in ('bare', 'open', 'whole'):
            job.run_test(name, iterations=3)
        job.run_test('pipe')
        """);

    assertThat(sandbox.run()).isZero();

    String three = "it{perf}=1\n\nit{perf}=2\n\nit{perf}=3\n\n";
    assertThat(sandbox.read("bare/results/keyval")).isEqualTo(three);
    assertThat(sandbox.read("whole/results/keyval")).isEqualTo(three);
    assertThat(sandbox.status())
        .contains("FAIL open open exit status 1, nothing printed")
        .contains("GOOD pipe pipe completed successfully");
    assertThat(sandbox.read("open/results/keyval")).isEqualTo("it{perf}=1\n\nit{perf}=2\n\n");
  }

  @Test
  void constraints_see_what_the_iteration_wrote() throws Exception {
    sandbox.test(
        "speed/speed.sh",
        """
        printf 'speed.unit{attr}=MB/s\\nspeed{perf}=%s.5\\n' $((AUTOTEST_ITERATION * 10)) \\
          >> $AUTOTEST_RESULTS_DIR/keyval
        """);
    sandbox.control(
        """
        job.run_test('speed', tag='met', iterations=2, constraints=['speed>10', 'speed<21'])
        job.run_test('speed', tag='unmet', iterations=3, constraints=['speed<20'])
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains("GOOD speed.met speed.met completed successfully")
        .contains(
            "FAIL speed.unmet speed.unmet iteration 1:speed<20: constraint was not met "
                + " iteration 2:speed<20: constraint was not met");
  }

  @Test
  void setup_builds_once_for_each_version_and_cleanup_comes_whatever_happened() throws Exception {
    sandbox.test("built/src/made.c", "source\n");
    program(
        "built/setup",
        """
        [ $# = 0 ] && [ "$(pwd -P)" = "$(cd "$AUTOTEST_SRC_DIR" && pwd -P)" ] || exit 9
        [ -f made.c ] || { echo 'made.c is not here'; exit 3; }
        echo built >> made
        echo built >> '%s'
        """
            .formatted(temp.resolve("setups")));
    program("built/built", "cat \"$AUTOTEST_SRC_DIR/made\" && [ \"$1\" = --well=True ]\n");
    program("built/cleanup", "[ $# = 0 ] && echo clean > $AUTOTEST_RESULTS_DIR/cleaned\n");
    sandbox.control(
        """
        job.run_test('built', tag='first', iterations=2, well=True)
        job.run_test('built', tag='again', well=False)
        open('%s', 'w').write('VERSION = 2\\n')
        job.run_test('built', tag='second', well=True)
        """
            .formatted(sandbox.client().resolve("tests/built/control")));

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains(
            "GOOD built.first built.first completed successfully",
            "FAIL built.again built.again exit status 1: built",
            "GOOD built.second built.second completed successfully");
    assertThat(temp.resolve("setups")).hasContent("built\nbuilt");
    assertThat(sandbox.read("built.again/results/cleaned")).isEqualTo("clean\n");
    assertThat(sandbox.read("built.first/keyval")).contains("version=1\n");
    assertThat(sandbox.read("built.second/keyval")).contains("version=2\n");
  }

  @Test
  void a_setup_or_cleanup_that_fails_is_an_error_of_its_own() throws Exception {
    program("unbuilt/setup", "echo 'no compiler'; exit 2\n");
    program("unbuilt/unbuilt", "exit 1\n");
    program("absent/setup", "echo 'no such device'; exit 77\n");
    program("absent/absent", "exit 1\n");
    program("dirty/cleanup", "exit 4\n");
    program("dirty/dirty", "exit 0\n");
    sandbox.control("for name in ('unbuilt', 'absent', 'dirty'): job.run_test(name)\n");

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains(
            "ERROR unbuilt unbuilt setup: exit status 2: no compiler",
            "TEST_NA absent absent no such device",
            "ERROR dirty dirty cleanup: exit status 4, nothing printed");
  }

  private void program(String path, String text) throws IOException {
    sandbox.test(path, "#!/bin/sh\n" + text);
    Path file = sandbox.client().resolve("tests").resolve(path);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
