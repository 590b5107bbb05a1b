package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.junit.jupiter.api.Test;

/// Tests that run on the server, in Java.
final class ServerTestsTest extends RigTest {
  private void test(String name, String file, String text) throws IOException {
    Path source = temp.resolve("tests").resolve(name).resolve(file);
    Files.createDirectories(source.getParent());
    Files.writeString(source, text);
  }

  private Ending run(Path tests, String control, String... arguments) throws IOException {
    Path file = Files.writeString(temp.resolve("server-control"), control);
    List<String> words =
        rig.common("--server-tests-dir", tests.toString(), "-m", "loop", file.toString());
    words.addAll(List.of(arguments));
    return rig.run(words);
  }

  @Test
  void each_ending_has_its_status_and_a_directory() throws Exception {
    test(
        "two_ways",
        "TwoWays.java",
        """
        class TwoWays extends ServerTest {
          public void initialize() {
            check(machines().equals(List.of("loop")), "machines");
          }

          public void runOnce() {
            writeKeyval("way", argument("way", "none"));
            switch (argument("way", "none")) {
              case "good" -> writePerf("speed", argument("speed", 1) * 2, "MB/s");
              case "bad" -> check(false, "as told");
              case "na" -> throw notApplicable("not here");
              case "command" -> hosts().create("loop").run("exit 9");
              default -> throw new IllegalStateException("what?");
            }
          }

          public void cleanup() throws Exception {
            job().record(StatusCode.GOOD, "cleanup", argument("way", "none"));
            System.err.print("cleaning up after " + argument("way", "none"));
            job().parallel(() -> IO.println("beside " + argument("way", "none")));
          }
        }
        """);

    Ending ending =
        run(
            temp.resolve("tests"),
            """
            void main() {
              IO.println("before");
              for (String way : List.of("good", "bad", "na", "command", "none")) {
                boolean good = job.runTest("two_ways", arg("way", way), arg("tag", way), arg("speed", 4));
                job.record(StatusCode.GOOD, "was", "" + good);
              }
              job.runTest("two_ways", arg("tag", "good"));
            }
            """);

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure")).contains("two_ways.good exists already, give it a tag");
    assertThat(rig.file("two_ways.good/keyval")).isEqualTo("way=good\n");
    assertThat(rig.file("two_ways.good/results/keyval"))
        .isEqualTo("speed.unit{attr}=MB/s\nspeed{perf}=8.0\n\n");
    assertThat(rig.statusLines())
        .startsWith(
            "START\ttwo_ways.good\ttwo_ways.good",
            "\tGOOD\t----\tcleanup\tgood",
            "\tGOOD\ttwo_ways.good\ttwo_ways.good\tcompleted successfully",
            "END GOOD\ttwo_ways.good\ttwo_ways.good",
            "GOOD\t----\twas\ttrue")
        .contains(
            "\tFAIL\ttwo_ways.bad\ttwo_ways.bad\tas told",
            "\tTEST_NA\ttwo_ways.na\ttwo_ways.na\tnot here",
            "\tFAIL\ttwo_ways.command\ttwo_ways.command\trunning 'exit 9' on loop: exit status 9",
            "\tFAIL\ttwo_ways.none\ttwo_ways.none\tIllegalStateException: what?");
    assertThat(rig.file("debug/autoserv.ERROR"))
        .contains("IllegalStateException: what?\n    at TwoWays.java:13\n")
        .doesNotContain("org.autotest", "java.base");
    assertThat(rig.file("two_ways.none/debug/two_ways.none.ERROR"))
        .contains("IllegalStateException: what?");
    assertThat(rig.file("two_ways.good/debug/two_ways.good.INFO"))
        .contains("| beside good\n")
        .doesNotContain("beside bad", "before");
    assertThat(rig.file("debug/autoserv.INFO"))
        .contains("| beside good\n", "| beside bad\n", "| before\n")
        .contains("cleaning up after good");
    assertThat(Rig.statusLines(rig.results().resolve("two_ways.good")))
        .containsExactly(
            "START\ttwo_ways.good\ttwo_ways.good",
            "GOOD\ttwo_ways.good\ttwo_ways.good\tcompleted successfully",
            "END GOOD\ttwo_ways.good\ttwo_ways.good");
    assertThat(rig.pidfile().toString()).contains("testsFailed=3");
  }

  @Test
  void whatever_a_test_throws_it_is_cleaned_up_after_and_told() throws Exception {
    test(
        "thrower",
        "Thrower.java",
        """
        class Thrower extends ServerTest {
          public void runOnce() {
            if (argument("how", "").equals("error")) {
              throw new AssertionError("1 is not 2");
            }
            if (argument("how", "").equals("slow")) {
              hosts().create("loop").run("sleep 1014", Duration.ofSeconds(1));
            }
            hosts().create("loop").run("kill -KILL $(ps -o ppid= $PPID)");
          }

          public void afterIteration() {
            job().record(StatusCode.GOOD, "undone", argument("how", ""));
          }

          public void cleanup() {
            job().record(StatusCode.GOOD, "cleanup", argument("how", ""));
          }
        }
        """);

    Ending ending =
        run(
            temp.resolve("tests"),
            """
            void main() {
              job.runTest("thrower", arg("how", "error"), arg("tag", "error"));
              job.runTest("thrower", arg("how", "slow"), arg("tag", "slow"));
              job.runTest("thrower", arg("how", "lost"), arg("tag", "lost"));
            }
            """);

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure")).startsWith("blame=HOST\n");
    assertThat(rig.statusLines())
        .containsSubsequence(
            "\tGOOD\t----\tcleanup\terror",
            "\tFAIL\tthrower.error\tthrower.error\tAssertionError: 1 is not 2",
            "END FAIL\tthrower.error\tthrower.error",
            "END FAIL\tthrower.slow\tthrower.slow",
            "\tGOOD\t----\tundone\tlost",
            "\tGOOD\t----\tcleanup\tlost",
            "END ABORT\tthrower.lost\tthrower.lost");
  }

  @Test
  void each_phase_comes_in_its_turn_and_after_a_failure_only_those_that_undo() throws Exception {
    test(
        "phases",
        "Phases.java",
        """
        class Phases extends ServerTest {
          private final StringBuilder seen = new StringBuilder();

          private void note(String phase) {
            seen.append(phase).append(iteration()).append(' ');
            if (argument("bad", "").equals(phase)) {
              throw new IllegalStateException("as told");
            }
          }

          public void initialize() { note("initialize"); }
          public void setup() { note("setup"); }
          public void warmup() { note("warmup"); }
          public void beforeIteration() { note("hook"); }
          public void beforeRunOnce() { note("before"); }
          public void runOnce() { note("run"); }
          public void afterRunOnce() { note("after"); }
          public void postprocessIteration() { note("made"); }
          public void afterIteration() { note("unhook"); }
          public void postprocess() { note("end"); }

          public void cleanup() {
            note("cleanup");
            writeKeyval("seen", seen.toString().strip());
          }
        }
        """);

    run(
        temp.resolve("tests"),
        """
        void main() {
          job.runTest("phases", arg("iterations", 2));
          for (String bad : List.of("setup", "warmup", "before", "unhook", "end")) {
            job.runTest("phases", arg("bad", bad), arg("tag", bad));
          }
        }
        """);

    String one = "hook1 before1 run1 after1 made1 unhook1";
    String start = "seen=initialize0 setup0";
    assertThat(rig.file("phases/keyval").strip())
        .isEqualTo(
            start + " warmup0 " + one + " hook2 before2 run2 after2 made2 unhook2 end2 cleanup2");
    assertThat(rig.file("phases.setup/keyval").strip()).isEqualTo(start + " cleanup0");
    assertThat(rig.file("phases.warmup/keyval").strip()).isEqualTo(start + " warmup0 cleanup0");
    assertThat(rig.file("phases.before/keyval").strip())
        .isEqualTo(start + " warmup0 hook1 before1 unhook1 cleanup1");
    assertThat(rig.file("phases.unhook/keyval").strip())
        .isEqualTo(start + " warmup0 " + one + " cleanup1");
    assertThat(rig.file("phases.end/keyval").strip())
        .isEqualTo(start + " warmup0 " + one + " end1 cleanup1");
    assertThat(rig.statusLines())
        .contains(
            "END GOOD\tphases\tphases",
            "END ERROR\tphases.setup\tphases.setup",
            "END FAIL\tphases.warmup\tphases.warmup",
            "END FAIL\tphases.before\tphases.before",
            "END FAIL\tphases.unhook\tphases.unhook",
            "END FAIL\tphases.end\tphases.end");
  }

  @Test
  void lines_of_a_client_stand_inside_the_test_that_ran_it() throws Exception {
    test(
        "outer",
        "Outer.java",
        """
        class Outer extends ServerTest {
          public void runOnce() {
            var host = hosts().create("loop");
            check(!host.runControl("begin; run_test one; run_test two FAIL no; finish"), "two fails");
            check(host.runControl("begin; run_test three; finish"), "three does not");
          }
        }
        """);

    run(temp.resolve("tests"), "void main() { job.runTest(\"outer\"); }");

    assertThat(rig.statusLines().getFirst()).isEqualTo("START\touter\touter");
    assertThat(rig.statusLines())
        .contains("\tSTART\t----\t----", "\t\tEND FAIL\ttwo\ttwo", "\tEND GOOD\t----\t----")
        .endsWith("\tGOOD\touter\touter\tcompleted successfully", "END GOOD\touter\touter");
  }

  @Test
  void the_test_of_reboots_reboots_as_often_as_told() throws Exception {
    Path bootId = rig.sshd().bootId("boot-0");
    rig.fakeReboot("echo boot-$$ >" + bootId);

    Ending ending =
        run(
            Path.of("../testsuite/server"),
            Files.readString(Path.of("../testsuite/server/reboots/Control.java")),
            "3");

    assertThat(ending).as(rig.status()).isEqualTo(Ending.DONE);
    assertThat(rig.file("reboots/keyval")).isEqualTo("reboots=3\n");
    assertThat(rig.file("reboots/results/keyval"))
        .containsPattern("reboot\\{perf\\}=\\d+\\.\\d+\n");
    assertThat(rig.statusLines().stream().filter("\tSTART\t----\treboot"::equals)).hasSize(3);
  }
}
