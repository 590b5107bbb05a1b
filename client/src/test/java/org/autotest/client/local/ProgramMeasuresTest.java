package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What programs measure: a record for each iteration, which constraints see.
class ProgramMeasuresTest {
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
}
