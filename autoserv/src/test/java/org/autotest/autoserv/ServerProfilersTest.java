package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.testkit.MarkedProcesses;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Profilers on the machines beside tests of the server, and what clients are given, with the real
/// client.
@Tag("long")
final class ServerProfilersTest extends PythonRigTest {
  @BeforeEach
  void usesTheRealClient() throws IOException {
    rig.use(RealClient.bundle(temp));
  }

  private Ending run(String control) throws IOException {
    Path file = Files.writeString(temp.resolve("server-control"), control);
    return rig.run(
        rig.common(
            "--server-tests-dir", temp.resolve("tests").toString(), "-m", "loop", file.toString()));
  }

  private void test(String file, String text) throws IOException {
    Path source = temp.resolve("tests").resolve(file);
    Files.createDirectories(source.getParent());
    Files.writeString(source, text);
  }

  @Test
  void a_java_job_profiles_one_more_run_of_its_test_and_gives_all_to_clients() throws Exception {
    test(
        "busy/Busy.java",
        """
        class Busy extends ServerTest {
          private int runs;

          public void runOnce() {
            hosts().create("loop").run("sleep 1.3");
            writeKeyval("runs", ++runs);
          }
        }
        """);

    Ending ending =
        run(
            """
            void main() {
              job.addProfiler("catprofile", arg("filenames", "/proc/loadavg"), arg("outfile", "load"));
              job.addSysinfoCommand("echo site", false);
              job.addSysinfoLogfile("/proc/uptime", true);
              job.inDirectory("inner", () -> {
                job.runTest("busy", arg("iterations", 2));
                job.runTest("busy", arg("profile_only", true), arg("tag", "only"));
                job.recordSummary(StatusCode.GOOD, "both", "fine", Map.of("a", "1"));
              });
              hosts.create("loop").runTest("sleeptest", arg("seconds", 0));
              hosts.create("loop").runControl("job.run_test('sleeptest', seconds=0, tag='python')");
              job.deleteProfiler("catprofile");
              job.addProfiler("vmstat", arg("nonsense", 1));
              job.runTest("busy");
              job.record(StatusCode.GOOD, "failed", job.testsFailed() + job.user() + job.label());
            }
            """);

    assertThat(ending).as(failure() + rig.status()).isEqualTo(Ending.DONE);
    assertThat(rig.file("inner/busy/keyval")).contains("runs=3");
    assertThat(rig.file("inner/busy/profiling/iteration.3/loop/load")).contains("/proc/loadavg");
    assertThat(rig.results().resolve("inner/busy/profiling/iteration.1")).doesNotExist();
    assertThat(rig.file("inner/busy.only/profiling/iteration.1/loop/load")).contains("loadavg");
    assertThat(rig.file("inner/busy.only/keyval")).isEqualTo("runs=1\n");
    assertThat(rig.file("inner/summary/keyval")).isEqualTo("a=1\nis_summary=1\n");
    for (String test : new String[] {"sleeptest", "sleeptest.python"}) {
      assertThat(rig.file(test + "/profiling/iteration.2/load")).contains("/proc/loadavg");
      assertThat(rig.file(test + "/sysinfo/uptime")).isNotEmpty();
    }
    assertThat(rig.file("sysinfo/echo_site")).isEqualTo("site\n");
    assertThat(rig.statusLines())
        .contains(
            "START\tinner/busy\tbusy",
            "END GOOD\tinner/busy.only\tbusy.only",
            "GOOD\tinner/summary\tboth\tfine",
            "GOOD\t----\tfailed\t0alicea job")
        .anyMatch(
            line ->
                line.startsWith("\tWARN\t----\tprofilers\ton loop: the profilers did not start: ")
                    && line.contains("vmstat takes no 'nonsense', only interval"));
    assertThat(leftOnMachine()).isZero();
  }

  @Test
  void a_java_job_profiles_whatever_it_likes_and_tests_under_profilers_alone() throws Exception {
    test(
        "busy/Busy.java",
        """
        class Busy extends ServerTest {
          public void runOnce() {
            hosts().create("loop").run("sleep 1.3");
            writeKeyval("run", iteration());
          }
        }
        """);

    Ending ending =
        run(
            """
            void main() {
              var host = hosts.create("loop");
              job.profile("nothing", () -> host.run("true"));
              job.addProfiler("catprofile", arg("filenames", "/proc/loadavg"), arg("outfile", "load"));
              job.profile("watched", () -> host.run("sleep 1.3"));
              job.profileOnly(true);
              job.runTest("busy");
              job.runTest("busy", arg("profile_only", false), arg("tag", "both"));
            }
            """);

    assertThat(ending).as(failure() + rig.status()).isEqualTo(Ending.DONE);
    assertThat(rig.results().resolve("nothing")).doesNotExist();
    assertThat(rig.file("watched/loop/load")).contains("/proc/loadavg");
    assertThat(rig.file("busy/keyval")).isEqualTo("run=1\n");
    assertThat(rig.file("busy/profiling/iteration.1/loop/load")).contains("/proc/loadavg");
    assertThat(rig.file("busy.both/keyval")).isEqualTo("run=1\nrun=2\n");
    assertThat(leftOnMachine()).isZero();
  }

  @Test
  void a_python_test_is_profiled_and_a_control_file_may_profile_by_itself() throws Exception {
    test(
        "busy/busy.py",
        """
        from autotest.server import hosts, test
        class busy(test.test):
            def run_once(self, host):
                assert self.job.profilers.active() == (self.iteration == 2)
                host.run("sleep 1.3")
        """);

    Ending ending =
        run(
            """
            import os
            host = hosts.create_host("loop")
            job.profilers.add("catprofile", ["/proc/loadavg"], outfile="load", interval=0.5)
            job.run_test("busy", host=host)

            class by_hand(object):
                profdir = os.path.join(job.resultdir, "by_hand")
                iteration = 7

            job.profilers.set_start_delay(0.1)
            job.profilers.before_start(by_hand)
            job.profilers.start(by_hand)
            host.run("sleep 0.6")
            job.profilers.stop(by_hand)
            job.profilers.report(by_hand)
            job.profilers.stop(by_hand)
            """);

    assertThat(ending).as(failure() + rig.status()).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines())
        .containsExactly(
            "START\tbusy\tbusy",
            "\tGOOD\tbusy\tbusy\tcompleted successfully",
            "END GOOD\tbusy\tbusy");
    assertThat(rig.file("busy/profiling/iteration.2/loop/load")).contains("/proc/loadavg");
    assertThat(rig.file("by_hand/iteration.7/loop/load")).contains("/proc/loadavg");
    assertThat(leftOnMachine()).isZero();
  }

  @Test
  void profilers_go_on_after_a_reboot_that_the_test_orders() throws Exception {
    test(
        "reboots/Reboots.java",
        """
        class Reboots extends ServerTest {
          public void runOnce() {
            var host = hosts().create("loop");
            host.run("sleep 1.3");
            host.reboot();
            host.run("sleep 1.3");
          }
        }
        """);

    Ending ending =
        run(
            """
            void main() {
              job.addProfiler("catprofile", arg("filenames", "/proc/loadavg"), arg("outfile", "load"));
              hosts.create("loop");
              job.runTest("reboots", arg("profile_only", true));
            }
            """);

    assertThat(ending).as(failure() + rig.status()).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines())
        .noneMatch(line -> line.contains("WARN"))
        .anyMatch(line -> line.contains("END GOOD\t----\treboot"));
    Path seen = rig.results().resolve("reboots/profiling/iteration.1");
    assertThat(seen.resolve("loop/load")).content().contains("/proc/loadavg");
    assertThat(seen.resolve("loop.2/load")).content().contains("/proc/loadavg");
    assertThat(leftOnMachine()).isZero();
    assertThat(rig.runs()).isEmpty();
  }

  private Ending profiles(String machines, String control) throws IOException {
    Path file = Files.writeString(temp.resolve("server-control"), control);
    String tests = temp.resolve("tests").toString();
    return rig.run(rig.common("--server-tests-dir", tests, "-m", machines, file.toString()));
  }

  private static final String PROFILES =
      """
      void main() {
        job.addProfiler("catprofile", arg("filenames", "/proc/loadavg"), arg("outfile", "load"));
        hosts.create("loop");
        job.runTest("reboots", arg("profile_only", true));
      }
      """;

  @Test
  void parts_of_a_python_test_reboot_machines_under_profilers() throws Exception {
    Path begun = temp.resolve("begun");
    test(
        "parts/parts.py",
        """
        import os, time
        from autotest.server import autotest_remote, hosts, test
        class parts(test.test):
            def run_once(self):
                # A client that lives through the reboot, and has its turn until then.
                client = ("import os, time\\nopen('{0}', 'w').close()\\nend = time.time() + 100\\n"
                          "while os.path.exists('{0}'):\\n"
                          "    assert time.time() < end\\n    time.sleep(0.1)\\n")
                autotest_remote.Autotest(hosts.create_host("loop")).run(
                    client.format("%1$s"), background=True)
                while not os.path.exists("%1$s"):
                    time.sleep(0.1)
                time.sleep(1.3)
                self.job.parallel_simple(self.part, ["loop", "loop2", "loop3"])
                os.remove("%1$s")
            def part(self, machine):
                host = hosts.create_host(machine)
                host.reboot()
                host.run("sleep 1.3")
        """
            .formatted(begun));

    Ending ending =
        profiles(
            "loop,loop2,loop3",
            """
            for machine in machines:
                hosts.create_host(machine)
            job.profilers.add("catprofile", ["/proc/loadavg"], outfile="load")
            job.run_test("parts", profile_only=True)
            """);

    assertThat(ending).as(failure() + rig.status()).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines()).noneMatch(line -> line.contains("WARN"));
    Path seen = rig.results().resolve("parts/profiling/iteration.1");
    for (String name : List.of("loop", "loop.2", "loop2", "loop2.2", "loop3", "loop3.2")) {
      assertThat(seen.resolve(name + "/load")).content().contains("/proc/loadavg");
    }
    assertThat(leftOnMachine()).isZero();
    assertThat(rig.runs()).isEmpty();
  }

  @Test
  void what_profilers_saw_before_a_reboot_comes_although_they_do_not_start_after_it()
      throws Exception {
    Path spoilt = temp.resolve("spoilt");
    rig.program(
        "mktemp",
        "case $* in *profiling*) [ ! -e %s ] || exit 1 ;; esac\nexec /usr/bin/mktemp \"$@\"\n"
            .formatted(spoilt));
    test(
        "reboots/Reboots.java",
        """
        class Reboots extends ServerTest {
          public void runOnce() {
            hosts().create("loop").run("sleep 1.3; touch %s");
            hosts().create("loop").reboot();
          }
        }
        """
            .formatted(spoilt));

    assertThat(run(PROFILES)).as(failure() + rig.status()).isEqualTo(Ending.DONE);

    assertThat(rig.statusLines())
        .anyMatch(
            line -> line.contains("WARN\t----\tprofilers\ton loop: running 'starting profilers"));
    assertThat(rig.file("reboots/profiling/iteration.1/loop/load")).contains("/proc/loadavg");
  }

  @Test
  void a_reboot_that_is_refused_leaves_a_test_its_profilers() throws Exception {
    rig.sshd().bootId(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    test(
        "reboots/Reboots.java",
        """
        class Reboots extends ServerTest {
          public void runOnce() {
            try {
              hosts().create("loop").reboot();
            } catch (RuntimeException refused) {
              hosts().create("loop").run("sleep 1.3");
            }
          }
        }
        """);

    run(PROFILES);

    assertThat(rig.statusLines()).noneMatch(line -> line.contains("profilers"));
    assertThat(rig.file("reboots/profiling/iteration.1/loop.2/load")).contains("/proc/loadavg");
  }

  @Test
  void a_job_that_is_told_to_stop_leaves_no_profiler_on_the_machine() throws Exception {
    Path begun = temp.resolve("begun");
    test(
        "endless/Endless.java",
        """
        class Endless extends ServerTest {
          public void runOnce() {
            hosts().create("loop").run("touch %s; sleep 600");
          }
        }
        """
            .formatted(begun));
    Thread execution =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    run(
                        """
                        void main() {
                          hosts.create("loop");
                          job.runTest("endless", arg("profile_only", true));
                          job.addProfiler("cmdprofile", arg("cmds", "sleep 300"));
                          job.runTest("endless", arg("tag", "2"), arg("profile_only", true));
                        }
                        """);
                  } catch (IOException noRoom) {
                    throw new UncheckedIOException(noRoom);
                  }
                });
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(begun));
    long before = leftOnMachine();

    execution.interrupt();
    execution.join();

    assertThat(before).as("client, its worker and sleep run").isGreaterThan(1);
    assertThat(leftOnMachine()).isZero();
    assertThat(rig.runs()).isEmpty();
    assertThat(rig.statusLines())
        .contains(
            "\tWARN\t----\t----\tNo profilers have been added but profile_only is set - nothing will"
                + " be run");
  }

  /// Clients that still run there, and what they have started.
  private long leftOnMachine() {
    return MarkedProcesses.of("AUTOTEST_RUN=" + rig.home()).size();
  }
}
