package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
                self.write_perf_keyval({"speed": 2 * factor})

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
        .isEqualTo("speed{perf}=6\n\nspeed{perf}=6\n\n");
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

  @Test
  @NeedsProgram(value = "iperf3", from = "iperf3")
  void the_test_of_the_network_measures_between_two_machines() throws Exception {
    Path control =
        Files.writeString(
            temp.resolve("server-control"),
            """
            assert job.run_test("network_stream", server="loop", client="loop2", seconds=1,
                                port=%d, address="127.0.0.1")
            """
                .formatted(LoopbackSshd.freePort()));

    assertThat(
            rig.run(
                rig.common(
                    "--server-tests-dir",
                    "../testsuite/server",
                    "-m",
                    "loop,loop2",
                    control.toString())))
        .as(rig.status())
        .isEqualTo(Ending.DONE);

    assertThat(rig.file("network_stream/results/keyval"))
        .contains("throughput.unit{attr}=MB/s\n")
        .containsPattern("throughput\\{perf\\}=\\d+\\.\\d+\n");
  }
}
