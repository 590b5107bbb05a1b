package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("long")
class DemoTest {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @TempDir Path state;

  @AfterEach
  void no_process_is_left() {
    await().atMost(Duration.ofSeconds(10)).until(() -> Dist.processesOf(state).isEmpty());
  }

  @Test
  void a_check_passes_says_so_in_json_and_passes_again_on_the_same_data(@TempDir Path elsewhere)
      throws Exception {
    Dist.Ran first = Dist.run(LIMIT, state, "autotest", "demo", "--check");
    assertThat(first.exit()).as(first.err()).isZero();
    JsonNode report = JsonMapper.shared().readTree(first.lastLine());

    assertThat(report.propertyNames())
        .containsExactly("job", "status", "tests", "results_dir", "url", "seconds_to_first_pass");
    assertThat(report.get("status").asString()).isEqualTo("Completed");
    assertThat(report.get("tests").size()).isEqualTo(8);
    assertThat(report.get("tests"))
        .allSatisfy(test -> assertThat(test.get("status").asString()).isEqualTo("GOOD"));
    assertThat(Path.of(report.get("results_dir").asString(), "demo1", "status.log")).exists();
    assertThat(report.get("seconds_to_first_pass").asDouble()).isPositive();
    assertThat(Dist.processesOf(state)).isEmpty();

    Path config = elsewhere.resolve("autotest.conf");
    Files.writeString(config, "state_dir = %s\nmail.server = mx.example\n".formatted(state));
    Dist.Ran second =
        Dist.run(LIMIT, state, "autotest", "demo", "--check", "--config", config.toString());

    assertThat(second.exit()).as(second.err()).isZero();
    assertThat(second.err()).contains("Of %s only state_dir counts in a demo.".formatted(config));
    assertThat(JsonMapper.shared().readTree(second.lastLine()).get("job").asLong())
        .isEqualTo(report.get("job").asLong() + 1);
  }

  @Test
  void ctrl_c_ends_everything_in_the_middle_of_a_job() throws Exception {
    RunningDemo demo = RunningDemo.start(state).awaitText("Starting → Running", LIMIT);

    assertThat(demo.interrupt()).as("ended within a minute").isTrue();

    assertThat(Dist.processesOf(state)).isEmpty();
  }

  @Test
  void a_job_survives_the_kill_of_the_demo() throws Exception {
    RunningDemo.start(state).awaitText("sleeptest ✓ passed", LIMIT).kill();

    try (RunningDemo again = RunningDemo.start(state)) {
      // The test that ran while the network was away ends with a warning that says so.
      again.awaitText("job 1 is over: Completed, ", LIMIT);
      assertThat(again.text()).contains(" of 8 tests passed").doesNotContain("✗", "⚠", "⊘");
      assertThat(again.text()).contains("was run by an earlier demo");
    }
  }

  @Test
  void a_killed_autoserv_costs_its_entry_and_no_host() throws Exception {
    try (RunningDemo demo = RunningDemo.start(state).awaitText("Starting → Running", LIMIT)) {
      Path pidfile = state.resolve("demo/results/1-admin/demo1/.autoserv_execute");
      await().atMost(LIMIT).until(() -> Files.exists(pidfile));
      long pid = Long.parseLong(Files.readAllLines(pidfile).getFirst().strip());
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();

      demo.awaitText("job 1 is over", LIMIT);

      Dist.Ran entries = Dist.run(LIMIT, state, "atest", "job", "stat", "1", "--json");
      assertThat(entries.out()).contains("Failed").contains("Completed");
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () ->
                  assertThat(Dist.run(LIMIT, state, "atest", "host", "list", "--json").out())
                      .doesNotContain("Running", "Repairing", "Cleaning", "Verifying"));
    }
  }

  @Test
  void a_second_demo_on_the_same_data_is_refused() throws Exception {
    try (RunningDemo demo = RunningDemo.start(state).awaitText("pages", LIMIT)) {
      Dist.Ran second = Dist.run(LIMIT, state, "autotest", "demo", "--check");

      assertThat(second.exit()).isEqualTo(1);
      assertThat(second.err()).contains("one runs already");
      assertThat(demo.text()).doesNotContain("one runs already");
    }
  }
}
