package org.autotest.client.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The tests that come along, with the real programs and short settings: one job runs them all, two
/// at a time, and what is looked at are its results.
class SuiteTest {
  /// A test, what it needs, and what it is run with.
  ///
  /// @param installs the Debian package of `program`
  /// @param measures what it must measure at least
  record Run(
      String test, String program, String installs, String arguments, List<String> measures) {
    @Override
    public String toString() {
      return test;
    }
  }

  static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

  private static final List<Run> RUNS =
      List.of(
          new Run("sleeptest", "", "", "seconds=0", List.of()),
          new Run("pysleeptest", "", "", "seconds=0.1", List.of("seconds_slept")),
          new Run("file_integrity", "", "", "kilobytes=16", List.of("compared")),
          new Run("memory_copy", "", "", "megabytes=1, rounds=2", List.of("copy_rate")),
          new Run("hackbench", "hackbench", "rt-tests", "groups=1, loops=20", List.of("elapsed")),
          new Run(
              "fio",
              "fio",
              "fio",
              "seconds=1, size='4M'",
              List.of("read_bandwidth", "write_iops", "read_latency_p99")),
          new Run(
              "stress_ng",
              "stress-ng",
              "stress-ng",
              "seconds=1, stressors='cpu,pipe'",
              List.of("cpu.rate", "pipe.rate")),
          new Run(
              "dbench",
              "dbench",
              "dbench",
              "clients=1, seconds=2",
              List.of("throughput", "max_latency")),
          new Run("iperf3", "iperf3", "iperf3", "seconds=1", List.of("sent", "received")),
          new Run("tcp_round_trip", "", "", "seconds=0.2", List.of("rate", "latency_p99")),
          new Run(
              "cyclictest",
              "cyclictest",
              "rt-tests",
              "seconds=1, threads=1" + (IS_ROOT ? "" : ", priority=0"),
              List.of("latency_avg", "latency_max")),
          new Run("memtester", "memtester", "memtester", "megabytes=1", List.of("tested")),
          new Run(
              "sysbench",
              "sysbench",
              "sysbench",
              "seconds=1, workloads='cpu,memory'",
              List.of("cpu.rate", "memory.rate")),
          new Run(
              "microbench",
              "cc",
              "gcc",
              "seconds=0.05",
              List.of("syscall", "fork", "copy_256", "integer", "float", "shell")),
          new Run("pytest_suite", "pytest", "python3-pytest", "", List.of("elapsed")));

  @TempDir private static Path directory;

  private static ClientSandbox sandbox;

  @BeforeAll
  static void run() throws Exception {
    StringBuilder control = new StringBuilder("tests = [\n");
    for (Run run : RUNS) {
      if (isHere(run.program)) {
        control.append("    ('%s', dict(%s)),\n".formatted(run.test, run.arguments));
      }
    }
    control.append(
        """
        ]
        def half(first):
            for name, arguments in tests[first::2]:
                job.run_test(name, **arguments)
        job.parallel([half, 0], [half, 1])
        """);
    sandbox = ClientSandbox.in(directory).control(control.toString());
    int exit = sandbox.shell("PATH=$PATH:/usr/sbin ./autotest-local control");
    assertThat(exit).as(Files.readString(directory.resolve("stderr"))).isZero();
  }

  @ParameterizedTest
  @MethodSource("runs")
  void a_test_passes_and_measures_what_it_promised(Run run) throws IOException {
    assumeTrue(isHere(run.program), "apt-get install " + run.installs);

    assertThat(sandbox.status())
        .contains("GOOD %1$s %1$s completed successfully".formatted(run.test));
    if (!run.measures.isEmpty()) {
      Path keyvals = sandbox.results().resolve(run.test).resolve("results/keyval");
      assertThat(Promised.measured(keyvals)).containsKeys(run.measures.toArray(new String[0]));
      Promised.isKept(run.test, keyvals);
    }
  }

  @Test
  void each_stressor_and_each_test_of_pytest_is_a_sub_result() throws IOException {
    assumeTrue(isHere("stress-ng"), "apt-get install stress-ng");
    assumeTrue(isHere("pytest"), "apt-get install python3-pytest");

    assertThat(sandbox.read("stress_ng/sub-results.json")).contains("\"cpu\"", "\"pipe\"");
    assertThat(sandbox.read("pytest_suite/sub-results.json"))
        .contains("test_a_file_is_what_was_written", "test_text_survives_its_encoding");
  }

  static Stream<Run> runs() {
    return RUNS.stream();
  }

  static boolean isHere(String program) {
    return program.isEmpty()
        || Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":", -1))
            .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }
}
