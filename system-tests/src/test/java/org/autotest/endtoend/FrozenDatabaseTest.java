package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.autotest.testkit.NeedsSshd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The database server of a whole lab stands still, or is killed, while jobs run.
@Tag("long")
@NeedsSshd
class FrozenDatabaseTest {
  private static final String SLOW =
      """
      void main() {
        job.runTest("sleeptest", arg("seconds", 3));
      }
      """;

  private static final int JOBS = 3;

  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(40);

  @TempDir static Path state;

  @Test
  void pages_and_atest_say_whose_fault_it_is_and_the_job_goes_on() throws Exception {
    try (RunningLab lab = RunningLab.start(Files.createDirectory(state.resolve("frozen")))) {
      long job = lab.submit(SLOW);
      awaitTest(lab, job);
      List<ProcessHandle> servers = servers();
      assertThat(servers).hasSize(1);

      signal("STOP", servers.getFirst());
      try {
        tellsEverywhere(lab);
      } finally {
        signal("CONT", servers.getFirst());
      }

      assertThat(lab.awaitEnd(job)).isEqualTo("Completed");
      assertThat(lab.awaitEnd(lab.submit(RunningLab.QUICK))).isEqualTo("Completed");
      assertThat(get(lab, "/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_server_that_is_killed_is_started_again_and_nothing_is_lost() throws Exception {
    try (RunningLab lab = RunningLab.start(Files.createDirectory(state.resolve("killed")))) {
      List<Long> jobs = new ArrayList<>(List.of(lab.submit(SLOW)));
      for (int job = 1; job < JOBS; job++) {
        jobs.add(lab.submit(RunningLab.QUICK));
      }
      awaitTest(lab, jobs.getFirst());

      servers().forEach(ProcessHandle::destroyForcibly);

      await()
          .atMost(ANSWERS_WITHIN)
          .until(() -> !lab.logged("the database server runs again").isEmpty());
      for (long job : jobs) {
        assertThat(lab.awaitEnd(job)).isEqualTo("Completed");
      }
      assertThat(lab.logged("the database server has ended with status 137")).hasSize(1);
      assertThat(get(lab, "/healthz").statusCode()).isEqualTo(200);
    }
  }

  private static void awaitTest(RunningLab lab, long job) {
    Path log = lab.results(job).resolve("status.log");
    await()
        .atMost(RunningLab.LIMIT)
        .until(() -> Files.exists(log) && Files.readString(log).contains("START\tsleeptest"));
  }

  private static void tellsEverywhere(RunningLab lab) throws Exception {
    Dist.Ran atest = lab.atest("host", "list");
    assertThat(atest.exit()).isNotZero();
    assertThat(atest.err()).contains("the database does not answer", "blame: the lab");
    HttpResponse<String> page = get(lab, "/login?next=/jobs");
    HttpResponse<String> api = get(lab, "/api/v1/hosts");
    HttpResponse<String> health = get(lab, "/healthz");
    assertThat(health.statusCode()).as(health.body()).isEqualTo(503);
    assertThat(List.of(page.statusCode(), api.statusCode())).doesNotContain(500);
    await()
        .atMost(ANSWERS_WITHIN)
        .until(() -> !lab.logged("using database", "blame: the lab").isEmpty());
  }

  private static HttpResponse<String> get(RunningLab lab, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(lab.url()).resolve(path))
              .timeout(ANSWERS_WITHIN)
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static List<ProcessHandle> servers() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().command().orElse("").matches(".*/(mariadbd|mysqld)"))
        .filter(
            process ->
                process
                    .info()
                    .arguments()
                    .map(List::of)
                    .orElse(List.of())
                    .toString()
                    .contains(state.toString()))
        .toList();
  }

  private static void signal(String name, ProcessHandle process)
      throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    assertThat(status).isZero();
  }
}
