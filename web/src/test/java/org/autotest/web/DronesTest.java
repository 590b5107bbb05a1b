package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.autotest.store.Database;
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

/// Drones and drone sets, by REST and on their page.
@ExtendWith(MariaDbExtension.class)
class DronesTest {
  @TempDir Path results;
  @TempDir Path tests;
  private RunningWeb web;
  private Program root;
  private Program alice;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock)
      throws IOException, InterruptedException {
    new SeededLab(database, results).fill();
    Path directory = Files.createDirectories(tests.resolve("client/sleeptest"));
    Files.writeString(directory.resolve("control"), "job.run_test('sleeptest', seconds=1)\n");
    web = new RunningWeb(database, clock, results, tests);
    root = web.loggedIn("admin");
    alice = web.loggedIn("alice");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void a_drone_is_drained_and_gets_work_again() throws Exception {
    assertThat(alice.send("POST", "/drones/main/drain", Map.of()).status()).isEqualTo(403);

    Answer drained = root.send("POST", "/drones/main/drain", Map.of());
    assertThat(drained.status()).as(drained.text()).isEqualTo(200);
    assertThat(alice.get("/drones/main").json()).containsEntry("processes_max", 100);
    assertThat(web.browser("admin").get("/admin/drones").body())
        .contains("action=\"/admin/drones/main/undrain\"");

    root.send("POST", "/drones/main/undrain", Map.of());
    assertThat(web.browser("admin").get("/admin/drones").body())
        .contains("action=\"/admin/drones/main/drain\"");
  }

  @Test
  void a_silent_drone_is_given_up_and_forgotten() throws Exception {
    assertThat(alice.get("/drones/spare").json()).containsEntry("state", "silent");

    Answer lost = root.send("POST", "/drones/spare/lost", Map.of());
    assertThat(lost.json()).containsEntry("state", "lost");
    assertThat(root.send("DELETE", "/drones/spare", Map.of()).status()).isEqualTo(204);
    assertThat(alice.get("/drones/spare").status()).isEqualTo(404);
  }

  @Test
  void a_job_is_limited_to_a_set_that_lives_until_the_job_is_over() throws Exception {
    Answer made =
        root.send("POST", "/drone_sets", Map.of("name", "near", "add_drones", List.of("main")));
    assertThat(made.json())
        .containsEntry("drones", List.of("main"))
        .containsEntry("default", false);
    Map<String, Object> job =
        Map.of(
            "name",
            "x",
            "tests",
            List.of("sleeptest"),
            "hosts",
            List.of("beta.lab"),
            "drone_set",
            "near");

    Answer submitted = alice.send("POST", "/jobs", job);

    assertThat(submitted.status()).as(submitted.text()).isEqualTo(200);
    String path = "/jobs/" + submitted.json().get("id");
    assertThat(alice.get(path).json()).containsEntry("drone_set", "near");
    assertThat(root.send("DELETE", "/drone_sets/near", Map.of()).status()).isEqualTo(409);
    Answer copy = alice.send("POST", path + "/clone", Map.of());
    assertThat(alice.get("/jobs/" + copy.json().get("id")).json())
        .containsEntry("drone_set", "near");
  }

  @Test
  void a_users_set_is_that_of_the_users_jobs() throws Exception {
    assertThat(alice.send("PATCH", "/users/alice", Map.of("drone_set", "fast")).status())
        .isEqualTo(204);
    Map<String, Object> job =
        Map.of("name", "x", "tests", List.of("sleeptest"), "hosts", List.of("beta.lab"));
    Answer submitted = alice.send("POST", "/jobs", job);
    assertThat(alice.get("/jobs/" + submitted.json().get("id")).json())
        .containsEntry("drone_set", "fast");

    assertThat(alice.send("PATCH", "/users/alice", Map.of("drone_set", "nowhere")).status())
        .isEqualTo(400);
    assertThat(alice.send("PATCH", "/users/alice", Map.of("drone_set", "none")).status())
        .isEqualTo(204);
  }

  @Test
  void the_page_changes_users_and_sets_and_says_what_it_refused() throws Exception {
    Browser browser = web.browser("admin");
    String csrf = RunningWeb.csrf(browser.get("/admin/drones").body());

    browser.post("/admin/drones/main/users", csrf, Map.of("users", "alice, bob"));
    assertThat(alice.get("/drones/main").json()).containsEntry("users", List.of("alice", "bob"));
    browser.post(
        "/admin/drones/main/users", csrf, Map.of("had_users", "alice, bob", "users", "bob"));
    assertThat(alice.get("/drones/main").json()).containsEntry("users", List.of("bob"));

    browser.post(
        "/admin/drone-sets/fast/edit",
        csrf,
        Map.of("had_drones", "main", "drones", "spare", "default", "true"));
    assertThat(alice.get("/drone_sets").items().getFirst())
        .containsEntry("drones", List.of("spare"))
        .containsEntry("default", true);

    String refused =
        browser.post("/admin/drone-sets", csrf, Map.of("name", "x", "drones", "nowhere")).body();
    String ofDrone =
        browser
            .post(
                "/admin/drones/main/users",
                csrf,
                Map.of("had_users", "bob", "users", "bob, nobody"))
            .body();
    assertThat(ofDrone).contains("name=\"users\" value=\"bob, nobody\"");
    assertThat(refused).contains("Nothing was changed", "No drone nowhere.", "value=\"x\"");
    assertThat(web.browser("alice").get("/admin/drones").body()).doesNotContain("/drain\"");
  }

  @Test
  void a_form_of_a_set_changes_what_was_changed_in_it_and_keeps_what_was_refused()
      throws Exception {
    Browser browser = web.browser("admin");
    String csrf = RunningWeb.csrf(browser.get("/admin/drones").body());
    Map<String, String> form =
        Map.of("had_drones", "main", "had_default", "true", "default", "true");
    assertThat(alice.get("/drone_sets").items().getFirst()).containsEntry("default", false);

    Map<String, String> more = new HashMap<>(form);
    more.put("drones", "main, spare");
    browser.post("/admin/drone-sets/fast/edit", csrf, more);
    assertThat(alice.get("/drone_sets").items().getFirst())
        .containsEntry("drones", List.of("main", "spare"))
        .containsEntry("default", false);

    more.put("drones", "main, nowhere");
    String refused = browser.post("/admin/drone-sets/fast/edit", csrf, more).body();
    assertThat(refused)
        .contains("No drone nowhere.", "name=\"drones\" value=\"main, nowhere\"")
        .contains("name=\"had_drones\" value=\"main\"", "name=\"had_default\" value=\"true\"")
        .contains("name=\"default\" value=\"true\" checked")
        .contains("name=\"drones\" value=\"\"");
  }
}
