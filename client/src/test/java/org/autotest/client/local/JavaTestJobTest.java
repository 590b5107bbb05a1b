package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a test in Java can ask of the job that it runs in.
class JavaTestJobTest {
  @TempDir private Path temp;

  @Test
  void a_test_in_java_asks_the_job_what_one_in_python_asks() throws Exception {
    ClientSandbox sandbox = ClientSandbox.in(temp);
    sandbox.test(
        "asks/Asks.java",
        """
        class Asks extends ClientTest {
          void runOnce() throws IOException {
            check(job().args().equals(List.of("one", "two")), job().args().toString());
            check(job().tag().equals("default") && job().user().equals("me"), job().tag());
            check(job().machines().equals(List.of("h1")), job().machines().toString());
            check(Files.isDirectory(job().tmpDirectory()), "tmp");
            check(taggedTestname().equals("asks.t"), taggedTestname());
            check(debugDir().equals(outputDir().resolve("debug")), "debug");
            check(profDir().equals(outputDir().resolve("profiling")), "profiling");
            check(Files.isDirectory(autoDir().resolve("tests")), "client");
            job().requireGcc();
            job().setupDep("thing");
            check(Files.exists(autoDir().resolve("deps/thing/built")), "the dep");
            job().addSysinfoCommand("echo said", true);
            job().addProfiler("watch", arg("profiler", "word"));
            check(job().profilers().equals(List.of("watch")), "profilers");
            job().deleteProfiler("watch");
            check(runSubtest("part", arg("url", "http://a")), "the part");
            check(job().runTestDetail("part", arg("url", "")) == StatusCode.FAIL, "the other");
          }
        }
        """);
    sandbox.test(
        "part/Part.java",
        """
        class Part extends ClientTest {
          void runOnce(String url) {
            check(url.equals("http://a"), url);
          }
        }
        """);
    sandbox.test("../deps/thing/thing.sh", "touch built\n");
    sandbox.test("../profilers/watch/watch.sh", "echo watching\n");
    sandbox.program("gcc", "exit 0");
    sandbox.control("job.run_test('asks', tag='t')\n");

    assertThat(sandbox.run("--args", "one two", "-U", "me", "--hostname", "h1")).isZero();

    assertThat(sandbox.status())
        .contains("GOOD asks.t/part part completed successfully")
        .contains("GOOD asks.t asks.t completed successfully");
    assertThat(sandbox.results().resolve("asks.t/part/debug")).isDirectory();
    assertThat(sandbox.read("asks.t/sysinfo/echo_said")).isEqualTo("said\n");
  }

  @Test
  void what_is_built_for_a_test_ends_with_its_time() throws Exception {
    ClientSandbox sandbox = ClientSandbox.in(temp);
    String mark = "9" + System.nanoTime();
    sandbox.test(
        "needs/Needs.java",
        """
        class Needs extends ClientTest {
          void runOnce() {
            job().setupDep("slow", "slow");
          }
        }
        """);
    sandbox.test("../deps/slow/slow.sh", "touch started; exec sleep %s\n".formatted(mark));
    sandbox.control(
        """
        job.run_test('needs', timeout=20)
        job.run_test('needs', tag='phase', phase_timeouts={'run_once': 10})
        """);

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains(
            "ERROR needs needs Test timeout expired, rc=15",
            "ERROR needs.phase needs.phase Test timeout expired in run_once after 10.0 s, rc=15",
            "END GOOD ---- ----");
    assertThat(sandbox.client().resolve("deps/slow/started")).exists();
    assertThat(LocalClient.processes(mark)).isEmpty();
  }

  @Test
  void what_the_job_cannot_do_ends_the_test_as_in_python() throws Exception {
    ClientSandbox sandbox = ClientSandbox.in(temp);
    sandbox.test(
        "wants/Wants.java",
        """
        class Wants extends ClientTest {
          void runOnce(String what) {
            switch (what) {
              case "dep" -> job().setupDep("gone");
              case "broken" -> job().setupDep("broken");
              default -> job().addProfiler("gone");
            }
            check(true, "");
          }
        }
        """);
    sandbox.test("../deps/broken/broken.sh", "echo no disk >&2; exit 3\n");
    sandbox.control(
        """
        for what in ('dep', 'broken', 'profiler'):
            job.run_test('wants', tag=what, what=what)
        """);

    assertThat(sandbox.run()).isEqualTo(1);

    assertThat(sandbox.status())
        .contains("ERROR wants.dep wants.dep Dependency gone does not exist")
        .anyMatch(
            line ->
                line.startsWith("ERROR wants.broken wants.broken Command <sh ")
                    && line.contains("rc=3"))
        .contains("END ABORT ---- ---- gone not present");
  }
}
