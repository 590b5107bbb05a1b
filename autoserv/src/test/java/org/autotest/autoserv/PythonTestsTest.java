package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.testkit.LoopbackSshd;
import org.autotest.testkit.NeedsProgram;
import org.junit.jupiter.api.Test;

/// Tests that run on the server, in Python.
final class PythonTestsTest extends PythonRigTest {
  @Test
  void tests_of_the_server_have_phases_statuses_and_keyvals() throws Exception {
    Path directory = Files.createDirectories(temp.resolve("tests/measuring"));
    Files.writeString(
        directory.resolve("measuring.py"),
        """
        from autotest_lib.client.common_lib import error
        from autotest_lib.server import hosts, test

        class measuring(test.test):
            version = 1

            def initialize(self, machine):
                self.host = hosts.create_host(machine)

            def run_once(self, factor=1, how="good"):
                if how == "warn":
                    raise error.TestWarn, "odd"
                if how == "lost":
                    raise KeyError("k")
                self.write_perf_keyval({"speed": 2 * factor}, units="MB/s", better={"speed": "higher"})

            def cleanup(self):
                self.job.record("GOOD", None, "cleanup", self.host.run_output("echo clean"))
        """);
    assertThat(
            rig.run(
                rig.common(
                    "--server-tests-dir",
                    temp.resolve("tests").toString(),
                    "-m",
                    "loop",
                    Files.writeString(
                            temp.resolve("server-control"),
                            """
                            assert job.run_test("measuring", machine="loop", factor=3, iterations=2)
                            assert not job.run_test("measuring", tag="w", machine="loop", how="warn")
                            assert not job.run_test("measuring", tag="l", machine="loop", how="lost")
                            job.run_test("nothing")
                            """)
                        .toString())))
        .isEqualTo(Ending.FAILED);

    assertThat(failure())
        .contains("line 4: JobError: running the test nothing: there is no nothing.py");
    assertThat(rig.file("measuring/results/keyval"))
        .isEqualTo("speed.better{attr}=higher\nspeed.unit{attr}=MB/s\nspeed{perf}=6\n\n".repeat(2));
    assertThat(rig.statusLines())
        .startsWith(
            "START\tmeasuring\tmeasuring",
            "\tGOOD\t----\tcleanup\tclean",
            "\tGOOD\tmeasuring\tmeasuring\tcompleted successfully",
            "END GOOD\tmeasuring\tmeasuring")
        .contains(
            "\tWARN\tmeasuring.w\tmeasuring.w\todd",
            "END WARN\tmeasuring.w\tmeasuring.w",
            "\tFAIL\tmeasuring.l\tmeasuring.l\tUnhandled KeyError: 'k'");
  }

  private Ending run(String test, String control) throws Exception {
    Path directory = Files.createDirectories(temp.resolve("tests/ends"));
    Files.writeString(directory.resolve("ends.py"), test);
    Path file = Files.writeString(temp.resolve("server-control"), control);
    String tests = temp.resolve("tests").toString();
    return rig.run(rig.common("--server-tests-dir", tests, "-m", "loop", file.toString()));
  }

  @Test
  void each_phase_has_its_status_and_the_first_failure_stands() throws Exception {
    Ending ending =
        run(
            """
            from autotest_lib.client.common_lib import error
            from autotest_lib.server import test

            class ends(test.test):
                def initialize(self, where=""):
                    if where == "initialize":
                        raise ValueError("early")

                def setup(self, where=""):
                    if where == "setup":
                        raise error.PackageInstallError("missing")

                def run_once(self, where=""):
                    if where == "run":
                        raise ValueError("late")
                    if where.startswith("fails"):
                        raise error.TestFail("the first")

                def cleanup(self, where=""):
                    if where == "fails, na":
                        raise error.TestNAError("the second")
                    if where in ("fails, bad", "cleanup"):
                        raise KeyError("unclean")
            """,
            """
            for where in ("initialize", "setup", "run", "fails, na", "fails, bad", "cleanup"):
                assert not job.run_test("ends", tag=where.replace(", ", "-"), where=where)
            assert job.run_test("ends", tag="not", where="cleanup", run_cleanup=False)
            """);

    assertThat(ending).as(failure()).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines())
        .contains(
            "\tERROR\tends.initialize\tends.initialize\tUnhandled ValueError: early",
            "\tERROR\tends.setup\tends.setup\tUnhandled PackageInstallError: missing",
            "\tFAIL\tends.run\tends.run\tUnhandled ValueError: late",
            "\tFAIL\tends.fails-na\tends.fails-na\tthe first",
            "\tFAIL\tends.fails-bad\tends.fails-bad\tthe first",
            "\tERROR\tends.cleanup\tends.cleanup\tUnhandled KeyError: 'unclean'");
  }

  @Test
  void a_job_error_in_a_test_ends_the_job() throws Exception {
    Ending ending =
        run(
            """
            from autotest_lib.client.common_lib import error
            from autotest_lib.server import test

            class ends(test.test):
                def run_once(self):
                    raise error.BarrierError("the other is gone")
            """,
            """
            job.run_test("ends")
            job.record("GOOD", None, "went on")
            """);

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(failure()).contains("BarrierError: the other is gone");
    assertThat(rig.statusLines())
        .startsWith(
            "START\tends\tends", "\tABORT\tends\tends\tthe other is gone", "END ABORT\tends\tends")
        .noneMatch(line -> line.contains("went on"));
  }

  @Test
  void constraints_lengths_and_unknown_arguments_are_no_words_in_vain() throws Exception {
    Ending ending =
        run(
            """
            from autotest_lib.server import test

            class ends(test.test):
                def run_once(self, speed=1):
                    self.write_perf_keyval({"speed": speed * self.iteration})
            """,
            """
            def ran(tag, **words):
                job.run_test("ends", tag=tag, **words)

            ran("met", constraints=["speed > 0"], iterations=2)
            ran("unmet", constraints=["speed < 2", "nothing == 1"], iterations=2)
            ran("long", test_length=0.3, iterations=1)
            ran("bogus", bogus=5)
            ran("profiled", profile_only=True)
            ran("attributes", test_attributes={"colour": "red"})
            """);

    assertThat(ending).as(failure()).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines())
        .contains(
            "\tGOOD\tends.met\tends.met\tcompleted successfully",
            "\tFAIL\tends.unmet\tends.unmet\titeration 0:could not evaluate constraint: nothing =="
                + " 1  iteration 1:speed < 2: constraint was not met,could not evaluate constraint:"
                + " nothing == 1",
            "\tERROR\tends.bogus\tends.bogus\tUnknown arguments: bogus; ends takes speed",
            "\tWARN\t----\t----\tNo profilers have been added but profile_only is set - nothing will"
                + " be run");
    assertThat(rig.file("ends.long/results/keyval").lines().count()).isGreaterThan(4);
    assertThat(rig.file("ends.attributes/keyval")).isEqualTo("colour=red\nversion=1\n");
    assertThat(rig.file("ends.met/keyval")).contains("param-iterations=2\n");
  }

  @Test
  @NeedsProgram(value = "iperf3", from = "iperf3")
  void the_test_of_the_network_measures_between_two_machines() throws Exception {
    assertThat(
            onTwoMachines(
                """
                assert job.run_test("network_stream", server="loop", client="loop2", seconds=1,
                                    port=%d, address="127.0.0.1")
                """
                    .formatted(LoopbackSshd.freePort())))
        .as(rig.status())
        .isEqualTo(Ending.DONE);

    assertThat(rig.file("network_stream/results/keyval"))
        .contains("throughput.unit{attr}=MB/s\n")
        .containsPattern("throughput\\{perf\\}=\\d+\\.\\d+\n");
  }

  @Test
  @NeedsProgram(value = "python3", from = "python3")
  void the_test_of_latency_measures_round_trips_between_two_machines() throws Exception {
    int port = LoopbackSshd.freePort();
    assertThat(
            onTwoMachines(
                """
                here = dict(server="loop", client="loop2", seconds=0.2, address="127.0.0.1", port=%d)
                assert job.run_test("network_latency", **here)
                assert job.run_test("network_latency", tag="large", protocols="udp", answer=60000,
                                    iterations=2, **here)
                """
                    .formatted(port)))
        .as(rig.status())
        .isEqualTo(Ending.DONE);

    for (String protocol : List.of("tcp", "udp")) {
      assertThat(rig.file("network_latency/results/keyval"))
          .contains(
              protocol + "_rate.unit{attr}=1/s\n",
              protocol + "_rate.better{attr}=higher\n",
              protocol + "_latency_p50.unit{attr}=us\n",
              protocol + "_latency_p99.better{attr}=lower\n")
          .containsPattern(protocol + "_rate\\{perf\\}=[1-9]\\d*\\.\\d+\n")
          .containsPattern(protocol + "_latency_p99\\{perf\\}=\\d+\\.\\d+\n");
    }
    assertThat(rig.file("network_latency/results/keyval"))
        .contains("udp_lost.unit{attr}=%\n", "udp_lost{perf}=");
    assertThat(rig.file("network_latency.large/results/keyval")).doesNotContain("tcp_");
  }

  @Test
  @NeedsProgram(value = "python3", from = "python3")
  void the_test_of_latency_says_which_port_is_taken_and_refuses_to_wait_for_long()
      throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      onTwoMachines(
          """
          job.run_test("network_latency", tag="taken", server="loop", client="loop2", port=%d)
          job.run_test("network_latency", tag="long", server="loop", client="loop2", port=%d, wait=60)
          job.run_test("network_latency", tag="odd", server="loop", client="loop2", protocols="ipx")
          """
              .formatted(taken.getLocalPort(), LoopbackSshd.freePort()));

      assertThat(rig.status())
          .contains(
              "loop: listening on port %d: [Errno 98] Address already in use"
                  .formatted(taken.getLocalPort()),
              "wait must be 0.01 to 10, is 60",
              "protocols must be of tcp,udp, is 'ipx'");
    }
  }

  private Ending onTwoMachines(String source) throws Exception {
    Path control = Files.writeString(temp.resolve("server-control"), source);
    return rig.run(
        rig.common(
            "--server-tests-dir", "../testsuite/server", "-m", "loop,loop2", control.toString()));
  }
}
