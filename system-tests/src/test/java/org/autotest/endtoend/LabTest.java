package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.testkit.NeedsProgram;
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
@NeedsProgram(value = "sshd", from = "openssh-server")
class LabTest {
  private static final String QUICK =
      """
      void main() {
        job.runTest("sleeptest", arg("seconds", 0));
      }
      """;

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

  @Test
  void the_client_is_pushed_once() throws Exception {
    assertThat(lab.awaitEnd(lab.submit(QUICK))).isEqualTo("Completed");
    List<String> before = versions();

    assertThat(lab.awaitEnd(lab.submit(QUICK))).isEqualTo("Completed");

    assertThat(before).hasSize(1);
    assertThat(versions()).isEqualTo(before);
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
    JsonNode tests = lab.json("job", "tests", Long.toString(job));
    assertThat(tests.findValues("test")).hasSize(1);
    assertThat(tests.findValue("status").asString()).isEqualTo("GOOD");
  }

  private String log(long job) throws IOException {
    Path log = lab.results(job).resolve("status.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  @Test
  void a_host_that_does_not_answer_is_to_blame_and_says_why() throws Exception {
    Path control = Files.writeString(state.resolve("quick"), QUICK);
    long job =
        lab.json(
                "job",
                "create",
                "away",
                "-f",
                control.toString(),
                "--one-time-hosts",
                RunningLab.GONE)
            .findValue("id")
            .asLong();

    assertThat(lab.awaitEnd(job)).isEqualTo("Failed");

    JsonNode entry = lab.json("job", "entries", Long.toString(job));
    assertThat(entry.toString()).contains("Connection refused").contains("HOST");
  }

  @Test
  void an_unknown_host_is_refused_by_name() throws Exception {
    Path control = Files.writeString(state.resolve("unknown"), QUICK);

    Dist.Ran ran = lab.atest("job", "create", "lost", "-f", control.toString(), "-m", "nosuch");

    assertThat(ran.exit()).isNotZero();
    // A mistake of whoever types needs no word about whose it is; all others get one.
    assertThat(ran.err()).contains("--hosts: unknown: nosuch").doesNotContain("to blame");
  }

  @Test
  void a_broken_control_file_is_the_submitters_and_is_named_with_its_line() throws Exception {
    Path control =
        Files.writeString(state.resolve("broken"), "void main() {\n  job.runTest(;\n}\n");

    Dist.Ran ran =
        lab.atest("job", "create", "broken", "-f", control.toString(), "-m", RunningLab.HOST);

    assertThat(ran.exit()).isNotZero();
    assertThat(ran.err()).contains("--control-file: control file:2:").doesNotContain("to blame");
  }

  @Test
  void a_mistake_in_the_configuration_is_named_with_file_and_line() throws Exception {
    Path config = Files.writeString(state.resolve("bad.conf"), "# A lab.\nweb.prot = 80\n");

    Dist.Ran ran =
        Dist.run(RunningLab.LIMIT, state, "autotest", "lab", "--config", config.toString());

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .contains(config + ":2: there is no key 'web.prot'; is 'web.port' meant?")
        .contains("blame: the lab");
  }
}
