package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/// Users, their preferences, passwords and tokens, by REST and on their pages.
@ExtendWith(MariaDbExtension.class)
class UsersTest {
  private static final String NEXT = "a longer battery";

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
  void what_a_user_prefers_holds_for_jobs_that_do_not_say() throws Exception {
    Map<String, Object> wish = Map.of("reboot_before", "always", "reboot_after", "Never");
    assertThat(alice.send("PATCH", "/users/alice", wish).status()).isEqualTo(204);
    assertThat(alice.get("/users/alice").json())
        .containsEntry("reboot_before", "Always")
        .containsEntry("reboot_after", "Never")
        .containsEntry("acl_groups", List.of("Everyone"));

    Map<String, Object> job =
        Map.of("name", "x", "tests", List.of("sleeptest"), "hosts", List.of("beta.lab"));
    Answer submitted = alice.send("POST", "/jobs", job);
    assertThat(alice.get("/jobs/" + submitted.json().get("id")).json())
        .containsEntry("reboot_before", "Always")
        .containsEntry("reboot_after", "Never");
    assertThat(alice.get("/users/bob").status()).isEqualTo(403);
    assertThat(alice.send("PATCH", "/users/bob", wish).status()).isEqualTo(403);
    assertThat(root.send("PATCH", "/users/bob", wish).status()).isEqualTo(204);
  }

  @Test
  void levels_are_for_root_and_the_last_root_stays_one() throws Exception {
    Map<String, Object> admin = Map.of("access_level", 1);
    assertThat(alice.send("PATCH", "/users/alice", admin).status()).isEqualTo(403);
    assertThat(root.send("PATCH", "/users/alice", admin).status()).isEqualTo(204);
    assertThat(alice.get("/auth/whoami").json()).containsEntry("access_level", 1);
    assertThat(root.send("PATCH", "/users/admin", admin).status()).isEqualTo(409);
    assertThat(root.send("PATCH", "/users/alice", Map.of("access_level", 7)).status())
        .isEqualTo(400);
    assertThat(alice.get("/users?access_level=1").items())
        .extracting(user -> user.get("login"))
        .containsExactly("alice");
    assertThat(alice.get("/users?acl=Everyone&name=bo").items()).hasSize(1);
  }

  @Test
  void a_user_is_deleted_by_root_when_nothing_is_to_come() throws Exception {
    assertThat(alice.send("DELETE", "/users/bob", Map.of()).status()).isEqualTo(403);
    Answer refused = root.send("DELETE", "/users/bob", Map.of());
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).contains("user bob has jobs that are not finished");
    assertThat(root.send("DELETE", "/users/nobody", Map.of()).status()).isEqualTo(404);
  }

  @Test
  void a_new_password_ends_all_sessions_but_the_new_one() throws Exception {
    Program other = web.loggedIn("alice");
    Map<String, Object> wrong = Map.of("password", "no", "new_password", NEXT);
    Answer refused = alice.send("POST", "/auth/passwd", wrong);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("is not the one that you have");
    assertThat(
            alice
                .send(
                    "POST",
                    "/auth/passwd",
                    Map.of("password", SeededLab.PASSWORD, "new_password", "short"))
                .status())
        .isEqualTo(400);

    Answer changed =
        alice.send(
            "POST", "/auth/passwd", Map.of("password", SeededLab.PASSWORD, "new_password", NEXT));

    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(alice.get("/auth/whoami").status()).isEqualTo(401);
    assertThat(other.get("/auth/whoami").status()).isEqualTo(401);
    Program again = web.program(String.valueOf(changed.json().get("token")));
    assertThat(again.get("/auth/whoami").json()).containsEntry("login", "alice");
  }

  @Test
  void tokens_are_listed_and_revoked_one_by_one() throws Exception {
    Program other = web.loggedIn("alice");
    List<Map<String, Object>> held = alice.get("/auth/tokens").items();
    assertThat(held).hasSize(2);
    String name =
        held.stream()
            .filter(token -> !Boolean.TRUE.equals(token.get("current")))
            .map(token -> String.valueOf(token.get("name")))
            .findFirst()
            .orElseThrow();

    String path = "/auth/tokens/" + name.replace(" ", "%20");
    assertThat(root.send("DELETE", path, Map.of()).status()).isEqualTo(404);
    assertThat(alice.send("DELETE", path, Map.of()).status()).isEqualTo(204);

    assertThat(other.get("/auth/whoami").status()).isEqualTo(401);
    assertThat(alice.get("/auth/tokens").items()).hasSize(1);
  }

  @Test
  void the_page_of_oneself_changes_preferences_password_and_tokens() throws Exception {
    Browser browser = web.browser("alice");
    String page = "/admin/users/alice";
    String csrf = RunningWeb.csrf(browser.get(page).body());
    browser.post(
        page + "/edit",
        csrf,
        Map.of(
            "reboot_before",
            "Never",
            "reboot_after",
            "Always",
            "show_experimental",
            "true",
            "email",
            "alice@example.org",
            "drone_set",
            "fast"));
    assertThat(alice.get("/users/alice").json())
        .containsEntry("reboot_before", "Never")
        .containsEntry("show_experimental", true)
        .containsEntry("email", "alice@example.org")
        .containsEntry("drone_set", "fast");
    Map<String, Object> keep = Map.of("reboot_before", "Never", "reboot_after", "Always");
    browser.post(page + "/edit", csrf, keep);
    assertThat(alice.get("/users/alice").json())
        .containsEntry("email", null)
        .containsEntry("drone_set", null)
        .containsEntry("show_experimental", false);

    Map<String, Object> two =
        Map.of("password", SeededLab.PASSWORD, "new_password", NEXT, "again", "other");
    assertThat(browser.post(page + "/password", csrf, two).body())
        .contains("The two are different.")
        .doesNotContain(NEXT);
    Map<String, Object> same =
        Map.of("password", SeededLab.PASSWORD, "new_password", NEXT, "again", NEXT);
    assertThat(browser.post(page + "/password", csrf, same).statusCode()).isEqualTo(303);
    assertThat(alice.get("/auth/whoami").status()).isEqualTo(401);
    assertThat(browser.get(page).body()).contains("You have a new password.", "this browser");
    assertThat(browser.get("/admin/users/bob").body()).doesNotContain("/admin/users/bob/edit");
  }

  @Test
  void the_page_of_another_is_for_root() throws Exception {
    Browser browser = web.browser("admin");
    String csrf = RunningWeb.csrf(browser.get("/admin/users/alice").body());

    browser.post("/admin/users/alice/level", csrf, Map.of("access_level", "1"));

    assertThat(alice.get("/auth/whoami").json()).containsEntry("access_level", 1);
    assertThat(browser.post("/admin/users/bob/delete", csrf, Map.of()).body())
        .contains("Nothing was changed", "User bob has jobs that are not finished");
    assertThat(
            browser
                .post("/admin/users/alice/password", csrf, Map.of("new_password", NEXT))
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void experimental_tests_are_offered_to_who_wants_them(Database database) throws Exception {
    new SeedRows(database)
        .update("UPDATE afe_autotests SET experimental = 1 WHERE name = 'kvm_boot'");
    Browser browser = web.browser("alice");
    assertThat(browser.get("/jobs/new").body()).doesNotContain("kvm_boot").contains("dbench");

    alice.send("PATCH", "/users/alice", Map.of("show_experimental", true));

    assertThat(browser.get("/jobs/new").body()).contains("kvm_boot");
  }
}
