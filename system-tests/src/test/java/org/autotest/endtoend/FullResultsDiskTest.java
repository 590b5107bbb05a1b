package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.autotest.testkit.NeedsSshd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A lab whose results directory is a small disk of its own, in a mount namespace of its own.
@Tag("long")
@TestInstance(Lifecycle.PER_CLASS)
@NeedsSshd
class FullResultsDiskTest {
  private static final String SLOW =
      """
      void main() {
        job.runTest("sleeptest", arg("seconds", 3));
      }
      """;

  /// More than the disk has.
  private static final String LARGE =
      """
      import os
      job.run_test('pysleeptest', seconds=0)
      with open(os.path.join(job.resultdir, 'large'), 'wb') as large:
          large.write(b'x' * 8000000)
      """;

  @TempDir static Path state;

  private RunningLab lab;
  private Browser browser;

  @BeforeAll
  void start() throws Exception {
    List<String> namespace = List.of("unshare", "--map-root-user", "--mount");
    assumeTrue(
        works(namespace, "mount", "-t", "tmpfs", "tmpfs", "/mnt"),
        "this kernel or account allows no mount namespace; the tests of a full disk need one");
    Path results = Files.createDirectory(state.resolve("results"));
    List<String> within = new ArrayList<>(namespace);
    within.addAll(
        List.of(
            "sh",
            "-c",
            "mount -t tmpfs -o size=4m tmpfs \"$0\" && exec \"$@\"",
            results.toString()));
    lab = RunningLab.start(state, within);
    browser = lab.browser();
    runsJobs();
  }

  /// The cleanup after the job is over, too.
  private void runsJobs() throws Exception {
    assertThat(lab.awaitEnd(lab.submit(RunningLab.QUICK))).isEqualTo("Completed");
    awaitReady();
  }

  private void awaitReady() {
    await().atMost(RunningLab.LIMIT).until(() -> lab.hostStatus(RunningLab.HOST).equals("Ready"));
  }

  private static boolean works(List<String> namespace, String... command) throws Exception {
    List<String> all = new ArrayList<>(namespace);
    all.addAll(List.of(command));
    return new ProcessBuilder(all)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @AfterAll
  void stop() {
    if (lab != null) {
      browser.close();
      lab.close();
    }
  }

  @AfterEach
  void everything_works_once_there_is_room() throws Exception {
    makeRoom();
    awaitReady();
    runsJobs();
  }

  private Path filler() {
    return lab.seen(state.resolve("results/filler"));
  }

  private void fill() throws IOException {
    byte[] some = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler())) {
      for (int i = 0; i < 2_000; i++) {
        out.write(some);
      }
    } catch (IOException full) {
      return;
    }
    throw new AssertionError("the disk is larger than it should be");
  }

  private void makeRoom() throws IOException {
    Files.deleteIfExists(filler());
  }

  @Test
  void a_job_that_cannot_begin_says_why_it_waits_and_begins_by_itself() throws Exception {
    fill();
    long job = lab.submit(RunningLab.QUICK);

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(entry(job).findValue("problem").asString()).contains("is full"));
    assertToldEverywhere(job);
    makeRoom();

    assertThat(lab.awaitEnd(job)).isEqualTo("Completed");
    assertThat(entry(job).findValue("problem").asString()).isEmpty();
  }

  private JsonNode entry(long job) {
    return lab.get("/jobs/%d/entries".formatted(job));
  }

  private void assertToldEverywhere(long job) throws Exception {
    JsonNode entry = entry(job);
    String problem = entry.findValue("problem").asString();
    assertThat(problem)
        .contains("the disk of the results directory is full", "free at least 100 MB");
    assertThat(entry.findValue("blame").asString()).isEqualTo("LAB");
    assertThat(lab.atest("job", "entries", Long.toString(job)).out()).contains("the lab");
    assertThat(browser.read("/jobs/" + job)).contains(problem).contains("blame: the lab");
    assertThat(lab.logged("job=" + job + " entry=", "host=loop", problem, "(blame: the lab)"))
        .isNotEmpty();
  }

  @Test
  void a_job_whose_disk_fills_while_it_runs_fails_and_leaves_its_host_free() throws Exception {
    long job = lab.submit(SLOW);
    Path log = lab.seen(lab.results(job).resolve("status.log"));
    await()
        .atMost(RunningLab.LIMIT)
        .until(() -> Files.exists(log) && Files.readString(log).contains("START\tsleeptest"));
    fill();

    assertThat(lab.awaitEnd(job)).isEqualTo("Failed");

    assertToldEverywhere(job);
    // The cleanup that follows waits for room, and says so.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(browser.read("/hosts/" + RunningLab.HOST))
                    .containsAnyOf("Ready", "the disk of the results directory is full"));
  }

  @Test
  void results_that_have_no_room_fail_the_job_and_stay_on_the_host() throws Exception {
    long job = lab.submit(LARGE);

    assertThat(lab.awaitEnd(job)).isEqualTo("Failed");

    assertToldEverywhere(job);
    try (var files = Files.walk(lab.machine().home())) {
      assertThat(files.filter(file -> file.endsWith("large"))).isNotEmpty();
    }
    // Room for the jobs that follow.
    Files.deleteIfExists(lab.seen(lab.results(job).resolve("large")));
  }
}
