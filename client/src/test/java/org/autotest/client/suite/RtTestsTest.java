package org.autotest.client.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs of rt-tests that take a priority away from all others.
@Tag("long")
class RtTestsTest {
  @TempDir private Path directory;

  @Test
  void each_program_is_a_sub_result_with_its_latency() throws Exception {
    assumeTrue(SuiteTest.isHere("pi_stress"), "apt-get install rt-tests");
    assumeTrue(SuiteTest.IS_ROOT, "a real-time priority needs root");
    ClientSandbox sandbox =
        ClientSandbox.in(directory)
            .control(
                """
                job.run_test('rt_tests', seconds=1, threads=1)
                job.run_test('rt_tests', tag='late', programs='ptsematest', seconds=1, limit=1)
                """);

    assertThat(sandbox.run()).isZero();

    List<String> programs =
        List.of("ptsematest", "svsematest", "pmqtest", "sigwaittest", "signaltest", "pi_stress");
    assertThat(sandbox.status())
        .contains("GOOD rt_tests rt_tests completed successfully")
        .containsAll(
            programs.stream().map("GOOD ---- rt_tests.%s subtest_of=rt_tests"::formatted).toList())
        .anyMatch(line -> line.startsWith("FAIL rt_tests.late rt_tests.late 1 of 1 sub-results"));
    Path keyvals = sandbox.results().resolve("rt_tests/results/keyval");
    assertThat(Promised.measured(keyvals))
        .containsKeys("signaltest.latency_avg", "pmqtest.latency_max", "pi_stress.rate");
    Promised.isKept("rt_tests", keyvals);
  }
}
