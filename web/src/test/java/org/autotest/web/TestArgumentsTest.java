package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.jobs.TestCatalogue;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.autotest.web.RunningWeb.Answer;
import org.autotest.web.RunningWeb.Browser;
import org.autotest.web.RunningWeb.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Jobs that give a test other arguments than its control file does.
@ExtendWith(MariaDbExtension.class)
class TestArgumentsTest {
  private static final String CONTROL =
      """
      NAME = "Naps"
      AUTHOR = "alice"
      DOC = "Sleeps."
      TIME = "SHORT"
      TEST_TYPE = "client"
      TEST_CLASS = "kernel"
      TEST_CATEGORY = "functional"
      TEST_PARAMETERS = "seconds, label"
      job.run_test("nap", seconds=1)
      """;

  @TempDir Path results;
  @TempDir Path tests;
  private RunningWeb web;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock) throws Exception {
    new SeededLab(database, results).fill();
    Path nap = Files.createDirectories(tests.resolve("client/nap"));
    Files.writeString(nap.resolve("control"), CONTROL);
    new TestCatalogue(database).importFrom(Caller.SYSTEM, tests);
    web = new RunningWeb(database, clock, results, tests);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private static Map<String, Object> job(Map<String, Object> args, String... tests) {
    return Map.of(
        "name", "nap", "tests", List.of(tests), "hosts", List.of("alpha.lab"), "args", args);
  }

  @Test
  void the_control_file_of_the_job_has_them() throws Exception {
    Program alice = web.loggedIn("alice");

    Answer made =
        alice.send("POST", "/jobs", job(Map.of("seconds", "60", "label", "<it's>"), "nap"));

    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(alice.get("/jobs/" + made.json().get("id")).json().get("control_file"))
        .asString()
        .startsWith("NAME = \"Naps\"\n")
        .contains("job.run_test('nap', seconds=60", "label='<it\\'s>'");
  }

  @Test
  void what_the_test_does_not_take_and_what_is_for_no_one_test_is_refused() throws Exception {
    Program alice = web.loggedIn("alice");

    for (Map<String, Object> wrong :
        List.of(
            job(Map.of("second", "60"), "nap"),
            job(Map.of("seconds", "60"), "nap", "nap"),
            Map.<String, Object>of(
                "name",
                "x",
                "control_file",
                "void main() {}",
                "hosts",
                List.of("alpha.lab"),
                "args",
                Map.of("seconds", "60")))) {
      Answer refused = alice.send("POST", "/jobs", wrong);
      assertThat(refused.status()).as(refused.text()).isEqualTo(400);
      assertThat(String.valueOf(refused.error().get("fields"))).startsWith("{args=");
    }
  }

  @Test
  void the_form_takes_them_and_shows_the_control_file_with_them() throws Exception {
    Browser alice = web.browser("alice");
    String csrf = RunningWeb.csrf(alice.get("/jobs/new").body());
    Map<String, String> typed =
        Map.of("name", "nap", "tests", "nap", "args", "seconds=7\r\nlabel='8'", "do", "preview");

    HttpResponse<String> shown = alice.post("/jobs/new", csrf, typed);

    assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
    assertThat(shown.body()).contains("seconds=7, label='8'");
  }
}
