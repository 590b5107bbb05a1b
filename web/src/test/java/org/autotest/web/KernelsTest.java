package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

/// Jobs whose tests run on kernels that they boot first.
@ExtendWith(MariaDbExtension.class)
class KernelsTest {
  private static final String CONTROL =
      """
      NAME = "%s"
      AUTHOR = "alice"
      DOC = "Sleeps."
      TIME = "SHORT"
      TEST_TYPE = "%s"
      TEST_CLASS = "kernel"
      TEST_CATEGORY = "functional"
      job.run_test("%1$s", seconds=1)
      """;

  @TempDir Path results;
  @TempDir Path tests;
  private RunningWeb web;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock) throws Exception {
    new SeededLab(database, results).fill();
    Path nap = Files.createDirectories(tests.resolve("client/nap"));
    Files.writeString(nap.resolve("control"), CONTROL.formatted("nap", "client"));
    Path watch = Files.createDirectories(tests.resolve("server/watch"));
    Files.writeString(watch.resolve("control"), CONTROL.formatted("watch", "server"));
    new TestCatalogue(database).importFrom(Caller.SYSTEM, tests);
    web = new RunningWeb(database, clock, results, tests);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void the_control_file_of_the_job_boots_them() throws Exception {
    Program alice = web.loggedIn("alice");

    Answer made =
        alice.send(
            "POST",
            "/jobs",
            Map.of(
                "name",
                "nap",
                "tests",
                List.of("nap"),
                "hosts",
                List.of("alpha.lab"),
                "kernels",
                List.of("6.12.4"),
                "kernel_cmdline",
                "debug"));

    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(alice.get("/jobs/" + made.json().get("id")).json().get("control_file"))
        .asString()
        .contains("job.nextStepAppend(\"boot\", \"6.12.4\", \"\");", "kernel.boot(\"debug\");");
  }

  @Test
  void what_boots_nothing_is_refused() throws Exception {
    Program alice = web.loggedIn("alice");
    List<String> hosts = List.of("alpha.lab");

    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("tests", List.of("watch"), "kernels", List.of("6.1")),
            Map.of("tests", List.of("nap"), "kernel_cmdline", "debug"),
            Map.of("tests", List.of("nap"), "kernel_configs", List.of("/srv/c")),
            Map.of("control_file", "void main() {}", "kernels", List.of("6.1")))) {
      Map<String, Object> request = new java.util.HashMap<>(wrong);
      request.put("name", "x");
      request.put("hosts", hosts);
      Answer refused = alice.send("POST", "/jobs", request);
      assertThat(refused.status()).as(refused.text()).isEqualTo(400);
      assertThat(String.valueOf(refused.error().get("fields"))).startsWith("{kernels=");
    }
  }

  @Test
  void the_form_takes_them_and_writes_them_into_the_control_file() throws Exception {
    Browser alice = web.browser("alice");
    String csrf = RunningWeb.csrf(alice.get("/jobs/new").body());
    Map<String, String> typed =
        Map.of("name", "n", "tests", "nap", "kernels", "6.1, /srv/k.deb", "do", "edit");

    HttpResponse<String> edited = alice.post("/jobs/new", csrf, typed);

    assertThat(edited.statusCode()).as(edited.body()).isEqualTo(200);
    assertThat(edited.body())
        .contains("nextStepAppend(\"tests\", \"kernel2\")")
        .containsPattern("name=\"kernels\" value=\"\"");
  }

  @Test
  void tests_that_want_no_verify_keep_to_that_when_their_control_file_is_edited(Database database)
      throws Exception {
    Path quiet = Files.createDirectories(tests.resolve("client/quiet"));
    Files.writeString(
        quiet.resolve("control"), "RUN_VERIFY = False\n" + CONTROL.formatted("quiet", "client"));
    new TestCatalogue(database).importFrom(Caller.SYSTEM, tests);
    Browser browser = web.browser("alice");
    String csrf = RunningWeb.csrf(browser.get("/jobs/new").body());
    Map<String, Object> form = Map.of("run_verify", "true", "do", "edit", "key", "k");

    Map<String, Object> loud = new LinkedHashMap<>(form);
    loud.put("tests", List.of("nap"));
    Map<String, Object> still = new LinkedHashMap<>(form);
    still.put("tests", List.of("quiet"));

    String verify = "name=\"run_verify\" value=\"true\" checked";
    assertThat(browser.post("/jobs/new", csrf, loud).body()).contains(verify);
    assertThat(browser.post("/jobs/new", csrf, still).body())
        .contains("quiet")
        .doesNotContain(verify);
  }
}
