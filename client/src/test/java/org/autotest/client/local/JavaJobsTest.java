package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Java control files with Java tests.
class JavaJobsTest {
  @TempDir Path directory;

  @Test
  void a_test_lives_through_its_phases_in_order() throws Exception {
    LocalClient client = new LocalClient(directory);

    LocalClient.Ended ended = client.run("run", "j_phases", "iterations=2", "mode=fast");

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(client.status())
        .containsExactly(
            "START ---- ----",
            " START j_phases j_phases",
            "  GOOD j_phases j_phases completed successfully",
            " END GOOD j_phases j_phases",
            "END GOOD ---- ----");
    Path test = client.results().resolve("j_phases");
    assertThat(Files.readAllLines(test.resolve("results/phases")))
        .containsExactly(
            "initialize fast",
            "setup",
            "warmup",
            "beforeRunOnce 1",
            "runOnce 1 1.5 [a, b]",
            "afterRunOnce 1",
            "postprocessIteration",
            "beforeRunOnce 2",
            "runOnce 2 1.5 [a, b]",
            "afterRunOnce 2",
            "postprocessIteration",
            "postprocess",
            "cleanup");
    assertThat(Files.readAllLines(test.resolve("keyval")))
        .contains("param-iterations=2", "param-mode='fast'", "version=3")
        .anyMatch(line -> line.startsWith("sysinfo-uname="));
    assertThat(Files.readString(test.resolve("debug/j_phases.INFO")))
        .contains("to the log", "to the error log");
    assertThat(Files.readString(test.resolve("debug/j_phases.ERROR")))
        .doesNotContain("to the log\n")
        .contains("to the error log");
    assertThat(test.resolve("sysinfo/iteration.2/meminfo.after")).isNotEmptyFile();
    assertThat(test.resolve("sysinfo/df")).isNotEmptyFile();
  }

  @Test
  void setup_runs_once_for_each_version_and_older_results_are_kept() throws Exception {
    LocalClient client = new LocalClient(directory);
    client.run("run", "j_phases");

    LocalClient.Ended second = client.run("run", "j_phases");

    assertThat(Files.readAllLines(client.results().resolve("j_phases/results/phases")))
        .contains("initialize none")
        .doesNotContain("setup");
    Path aside = client.results().resolveSibling("default.old-1");
    assertThat(Files.readAllLines(aside.resolve("j_phases/results/phases"))).contains("setup");
    assertThat(second.output()).contains("Older results of this tag are kept in " + aside);
  }

  @Test
  void each_way_to_end_has_its_status() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path control =
        client.write(
            "Control.java",
            """
            void main() {
              for (String how : List.of("good", "fail", "error", "na", "warn", "bug", "unexpected",
                  "assertion", "command", "slow_command", "control_characters", "exit", "kill")) {
                job.runTest("j_outcome", arg("how", how), arg("tag", how));
              }
              job.runTest("j_outcome", arg("how", "unexpected"), arg("where", "initialize"), arg("tag", "i"));
              job.runTest("j_outcome", arg("how", "unexpected"), arg("where", "cleanup"), arg("tag", "c"));
              job.runTest("j_outcome", arg("tag", "missing"));
              job.runTest("j_outcome", arg("tag", "bogus"), arg("how", "good"), arg("bogus", 1));
              job.runTest("j_outcome", arg("tag", "bogus"), arg("how", "good"));
              job.runTest("j_broken");
              job.runTest("no_such_test");
              job.runTest("../outside");
              job.runTest("j_outcome", arg("tag", "a/b"));
            }
            """);

    LocalClient.Ended ended = client.run(control.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    List<String> results =
        client.status().stream()
            .filter(line -> line.startsWith("  ") && !line.startsWith("   "))
            .map(line -> line.replaceFirst("^  (\\w+) (\\S+) \\S+ ", "$1 $2 "))
            .filter(line -> line.matches("[A-Z_]{3,} .*"))
            .toList();
    assertThat(results)
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("GOOD j_outcome.good completed successfully"),
            line -> assertThat(line).isEqualTo("FAIL j_outcome.fail the thing is broken"),
            line -> assertThat(line).isEqualTo("ERROR j_outcome.error no disk to test on"),
            line -> assertThat(line).isEqualTo("TEST_NA j_outcome.na no such device"),
            line -> assertThat(line).isEqualTo("WARN j_outcome.warn looks strange"),
            line -> assertThat(line).isEqualTo("BUG j_outcome.bug known for long"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "FAIL j_outcome.unexpected Unhandled IllegalStateException: nobody expected this"),
            line ->
                assertThat(line)
                    .isEqualTo("FAIL j_outcome.assertion Unhandled AssertionError: 1 is not 2"),
            line ->
                assertThat(line)
                    .startsWith("ERROR j_outcome.command Command <echo out;")
                    .endsWith("failed, rc=3, Command returned non-zero exit status"),
            line -> assertThat(line).contains("did not complete within 0.3 seconds"),
            line -> assertThat(line).isEqualTo("FAIL j_outcome.control_characters a b c"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "ERROR j_outcome.exit Test subprocess failed rc=1792: exited with status 7 in run_once"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "ERROR j_outcome.kill Test subprocess failed rc=9: killed by SIGKILL (9) in run_once"),
            line -> assertThat(line).startsWith("ERROR j_outcome.i Unhandled IllegalState"),
            line -> assertThat(line).startsWith("ERROR j_outcome.c Unhandled IllegalState"),
            line -> assertThat(line).contains("'how' is not given and has no default"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "ERROR j_outcome.bogus Unknown arguments: bogus; j_outcome takes how, where"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "ERROR ---- j_outcome.bogus already exists; multiple tests cannot run with the same subdirectory"),
            line ->
                assertThat(line)
                    .startsWith("ERROR j_broken j_broken does not compile: ")
                    .contains("JBroken.java:3: incompatible types"),
            line ->
                assertThat(line).isEqualTo("ERROR no_such_test no_such_test: test does not exist"),
            line -> assertThat(line).startsWith("ERROR ---- '../outside'"),
            line -> assertThat(line).contains("with tag 'a/b' is no name of a test"));
    assertThat(traceOf(client, "j_outcome.unexpected"))
        .containsExactly(
            "  java.lang.IllegalStateException: nobody expected this",
            "    at JOutcome.end(JOutcome.java:31)",
            "    at JOutcome.runOnce(JOutcome.java:13)");
    assertThat(client.results().resolve("j_outcome.fail/status")).isNotEmptyFile();
  }

  @Test
  void perf_values_of_an_iteration_stand_together_and_constraints_see_them() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path control =
        client.write(
            "Control.java",
            """
            void main() {
              job.runTest("j_perf", arg("iterations", 2),
                  arg("constraints", List.of("throughput > 150", "errors == 0", "nosuch < 1")));
            }
            """);

    client.run(control.toString());

    assertThat(client.results().resolve("j_perf/results/keyval"))
        .hasContent(
            """
            mode{attr}=fast
            throughput.unit{attr}=MB/s
            errors{perf}=0.0
            throughput{perf}=100.0

            mode{attr}=fast
            throughput.unit{attr}=MB/s
            errors{perf}=0.0
            throughput{perf}=200.0

            """);
    assertThat(client.status().get(2))
        .startsWith(
            "  FAIL j_perf j_perf iteration 0:throughput > 150: constraint was not met,"
                + "could not evaluate constraint: nosuch < 1  "
                + "iteration 1:could not evaluate constraint: nosuch < 1");
    assertThat(Files.readAllLines(client.results().resolve("j_perf/keyval"))).contains("rounds=3");
  }

  @Test
  void a_group_that_fails_shows_the_frames_of_its_author_alone() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path control =
        client.write(
            "Control.java",
            """
            void main() {
              try {
                job.runGroup("g", () -> broken());
              } catch (TestError expected) {
                job.record(StatusCode.WARN, "caught", "it");
              }
            }

            void broken() {
              throw new IllegalStateException("not yet");
            }
            """);

    LocalClient.Ended ended = client.run(control.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    String status = Files.readString(client.results().resolve("status"));
    assertThat(status)
        .contains("\tnot yet\n", "Control.java:10)", "Control.java:3)")
        .doesNotContain("org.autotest");
  }

  @Test
  void groups_and_parallel_tasks_nest_and_keep_their_order() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path control =
        client.write(
            "Control.java",
            """
            void main() {
              job.runGroup("outer", () -> {
                job.runTest("j_perf", arg("tag", "g"));
                job.parallel(
                    () -> job.runTest("e_result", arg("tag", "slow"), arg("words", "one")),
                    () -> job.runTest("j_perf", arg("tag", "p")));
              });
              try {
                job.parallel(() -> { throw new IllegalStateException("task bug"); });
              } catch (JobError expected) {
                job.record(StatusCode.WARN, "caught", expected.getMessage());
              }
            }
            """);

    LocalClient.Ended ended = client.run(control.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(client.status())
        .containsExactly(
            "START ---- ----",
            " START ---- outer",
            "  START j_perf.g j_perf.g",
            "   GOOD j_perf.g j_perf.g completed successfully",
            "  END GOOD j_perf.g j_perf.g",
            "  START e_result.slow e_result.slow",
            "   GOOD e_result.slow e_result.slow completed successfully",
            "  END GOOD e_result.slow e_result.slow",
            "  START j_perf.p j_perf.p",
            "   GOOD j_perf.p j_perf.p completed successfully",
            "  END GOOD j_perf.p j_perf.p",
            " END GOOD ---- outer",
            " WARN ---- caught 1 task(s) failed in job.parallel",
            "END GOOD ---- ----");
    assertThat(client.results().resolve("status.0")).doesNotExist();
    assertThat(client.results().resolve("e_result.slow/status")).isNotEmptyFile();
  }

  @Test
  void steps_run_in_order_over_a_pause() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path control =
        client.write(
            "Control.java",
            """
            void main() {
              job.record(StatusCode.GOOD, "main", "only once");
            }

            void stepInit() {
              job.nextStep("after", "text", 3);
              job.nextStepAppend("last");
              job.nextStepPrepend("before");
            }

            void before() {
              job.setState("seen", List.of("before"));
              job.record(StatusCode.GOOD, "before", "");
              job.nextStep("paused");
            }

            void paused() {
              job.quit();
            }

            void after(String text, int number) {
              job.record(StatusCode.GOOD, "after", text + number + job.getState("seen"));
            }

            void last() {
              job.record(StatusCode.GOOD, "last", String.valueOf(args));
            }
            """);

    LocalClient.Ended first = client.run("-a", "one \"two three\"", control.toString());
    LocalClient.Ended second = client.run("-c", "-a", "one \"two three\"", control.toString());
    LocalClient.Ended third = client.run("-c", control.toString());

    assertThat(first.status()).as(first.output()).isEqualTo(5);
    assertThat(second.status()).as(second.output()).isZero();
    assertThat(third.status()).isEqualTo(1);
    assertThat(third.output()).contains("all done");
    assertThat(client.status())
        .containsExactly(
            "START ---- ----",
            " GOOD ---- main only once",
            " GOOD ---- before",
            " GOOD ---- after text3[before]",
            " GOOD ---- last [one, \"two three\"]",
            "END GOOD ---- ----");
    assertThat(client.results().resolve("sysinfo/boot.0/uname")).isNotEmptyFile();
    assertThat(client.results().resolve("Control.java.state")).isNotEmptyFile();
  }

  @Test
  void a_control_file_that_breaks_aborts_the_job_and_says_where() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path broken = client.write("Broken.java", "void main() {\n  job.runTst(\"x\");\n}\n");
    Path throwing =
        client.write(
            "Throwing.java",
            """
            void main() {
              job.runTest("j_outcome", arg("how", "job"));
              job.runTest("j_perf");
            }
            """);

    LocalClient.Ended first = client.run(broken.toString());
    List<String> firstStatus = client.status();
    LocalClient.Ended second = client.run(throwing.toString());

    assertThat(first.status()).isEqualTo(1);
    assertThat(firstStatus.get(1))
        .startsWith(
            "END ABORT ---- ---- Unhandled SyntaxError: " + broken + ":2: cannot find symbol");
    assertThat(second.status()).isEqualTo(1);
    assertThat(client.status())
        .containsExactly(
            "START ---- ----",
            " START j_outcome j_outcome",
            " END ABORT j_outcome j_outcome",
            "END ABORT ---- ---- give up altogether");
  }

  @Test
  void a_control_file_that_exits_still_ends_its_job() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path control =
        client.write(
            "Control.java",
            """
            void main() {
              job.runGroup("group", () -> System.exit(3));
            }
            """);

    LocalClient.Ended ended = client.run(control.toString());

    assertThat(ended.status()).as(ended.output()).isEqualTo(3);
    assertThat(client.status())
        .containsExactly(
            "START ---- ----",
            " START ---- group",
            " END ABORT ---- group",
            "END ABORT ---- ---- the control file ended the client");
  }

  private static List<String> traceOf(LocalClient client, String test) throws IOException {
    return Files.readAllLines(client.results().resolve(test).resolve("status")).stream()
        .filter(line -> line.startsWith("  ") && !line.isBlank())
        .toList();
  }
}
