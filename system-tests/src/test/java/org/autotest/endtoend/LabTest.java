package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.autotest.testkit.NeedsSshd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A lab whose host is a real OpenSSH server.
@Tag("lab")
@TestInstance(Lifecycle.PER_CLASS)
@NeedsSshd
class LabTest {
  @TempDir static Path state;

  private RunningLab lab;

  @BeforeAll
  void start() throws Exception {
    lab = RunningLab.start(state);
  }

  @AfterAll
  void stop() {
    lab.close();
  }

  /// The job of `autotest demo`, with one test of each kind.
  @Test
  void the_first_job_runs_on_a_fresh_host_and_again_with_nothing_pushed() throws Exception {
    String control = firstJob();
    assertAllGood(lab.submit(control));
    List<String> before = versions();

    assertAllGood(lab.submit(control));

    assertThat(before).hasSize(1);
    assertThat(versions()).isEqualTo(before);
  }

  private static String firstJob() throws IOException {
    try (InputStream text =
        ClassLoader.getSystemResourceAsStream("org/autotest/app/demo/first-job.txt")) {
      return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void assertAllGood(long job) throws Exception {
    assertThat(lab.awaitEnd(job)).isEqualTo("Completed");
    JsonNode tests = lab.get("/jobs/%d/tests".formatted(job));
    assertThat(tests.findValues("test").stream().map(JsonNode::asString))
        .containsExactlyInAnyOrder("sleeptest", "memory_copy", "file_integrity", "pysleeptest");
    assertThat(tests.findValues("status").stream().map(JsonNode::asString)).containsOnly("GOOD");
  }

  /// What is installed: name and inode, which a second installation would change.
  private List<String> versions() throws IOException {
    try (Stream<Path> entries = Files.list(lab.machine().home().resolve("autotest/versions"))) {
      return entries
          .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
          .map(entry -> entry.getFileName() + " " + inode(entry.resolve("lib/runtime/bin/java")))
          .toList();
    }
  }

  private static Object inode(Path file) {
    try {
      return Files.getAttribute(file, "unix:ino");
    } catch (IOException gone) {
      throw new AssertionError(gone);
    }
  }

  @Test
  void a_job_completes_once_when_the_dispatcher_is_killed_in_its_middle() throws Exception {
    long job =
        lab.submit(
            """
            void main() {
              job.runTest("sleeptest", arg("seconds", 6));
            }
            """);
    await().atMost(RunningLab.LIMIT).until(() -> log(job).contains("START\tsleeptest"));

    lab.killAndRestart();

    assertThat(lab.awaitEnd(job)).isEqualTo("Completed");
    assertThat(log(job).lines().filter(line -> line.contains("START\tsleeptest"))).hasSize(1);
    JsonNode tests = lab.get("/jobs/%d/tests".formatted(job));
    assertThat(tests.findValues("test")).hasSize(1);
    assertThat(tests.findValue("status").asString()).isEqualTo("GOOD");
  }

  private String log(long job) throws IOException {
    Path log = lab.results(job).resolve("status.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  @Test
  void a_killed_autoserv_fails_its_entry_and_the_host_goes_back_to_service() throws Exception {
    long job =
        lab.submit(
            """
            void main() {
              job.runTest("sleeptest", arg("seconds", 60));
            }
            """);
    await().atMost(RunningLab.LIMIT).until(() -> log(job).contains("START\tsleeptest"));
    Path pidfile = lab.results(job).resolve(".autoserv_execute");
    long pid = Long.parseLong(Files.readString(pidfile).strip());

    ProcessHandle.of(pid).orElseThrow().destroyForcibly();

    assertThat(lab.awaitEnd(job)).isEqualTo("Failed");
    JsonNode entry = lab.get("/jobs/%d/entries".formatted(job));
    String reason = "process %d is gone and did not say how it ended".formatted(pid);
    assertThat(entry.findValue("blame").asString()).isEqualTo("LAB");
    assertThat(entry.findValue("problem").asString()).contains(reason);
    assertThat(lab.logged("job=" + job, "host=loop", reason, "(blame: the lab)")).hasSize(1);
    try (Browser browser = lab.browser()) {
      assertThat(browser.read("/jobs/" + job)).contains(reason).contains("blame: the lab");
    }
    // What the client had was collected from the host, and read.
    assertThat(lab.results(job).resolve("debug/client.0.DEBUG")).exists();
    assertThat(lab.get("/jobs/%d/tests".formatted(job)).findValues("test")).hasSize(1);
    await().atMost(RunningLab.LIMIT).until(() -> lab.hostStatus(RunningLab.HOST).equals("Ready"));
    assertThat(lab.awaitEnd(lab.submit(RunningLab.QUICK))).isEqualTo("Completed");
  }
}
