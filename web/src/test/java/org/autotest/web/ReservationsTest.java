package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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

/// Reservations, locks that end and addresses for letters, by REST and by page.
@ExtendWith(MariaDbExtension.class)
class ReservationsTest {
  @TempDir Path results;
  private RunningWeb web;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock) {
    new SeededLab(database, results).fill();
    web = new RunningWeb(database, clock, results, results);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void a_host_is_reserved_shown_and_released() throws IOException, InterruptedException {
    Program bob = web.loggedIn("bob");
    Answer made =
        bob.send("POST", "/hosts/alpha.lab/reserve", Map.of("hours", 2, "reason", "leak"));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(made.json())
        .containsEntry("holder", "bob")
        .containsEntry("state", "active")
        .containsEntry("ends_at", "2026-01-02T05:04:05.000Z");
    assertThat(bob.get("/hosts/alpha.lab").json())
        .containsEntry("reserved_for", "bob")
        .containsEntry("reservation_reason", "leak");
    assertThat(bob.get("/reservations?user=bob").items()).hasSize(1);
    Answer other = web.loggedIn("alice").send("POST", "/hosts/alpha.lab/reserve", Map.of());
    assertThat(other.status()).isEqualTo(409);

    assertThat(bob.send("POST", "/hosts/alpha.lab/release", Map.of()).status()).isEqualTo(204);
    assertThat(bob.get("/hosts/alpha.lab").json()).containsEntry("reserved_for", null);
  }

  @Test
  void the_page_of_a_host_reserves_and_releases_and_admins_force_it() throws Exception {
    Browser alice = web.browser("alice");
    String page = alice.get("/hosts/delta.lab").body();
    alice.post(
        "/hosts/delta.lab/reserve",
        RunningWeb.csrf(page),
        Map.of("hours", "8", "reason", "<b>bisect</b>", "for_labels", "true"));

    assertThat(alice.get("/hosts/delta.lab").body())
        .contains(
            "Reserved for alice until 2026-01-02 11:04 UTC: &lt;b&gt;bisect",
            "Change the reservation…");
    assertThat(alice.get("/hosts").body()).contains("reserved for alice until 2026-01-02 11:04");
    assertThat(web.browser("bob").get("/hosts/delta.lab").body())
        .doesNotContain("/hosts/delta.lab/release", "/hosts/delta.lab/reserve");
    Browser admin = web.browser("admin");
    String list = admin.get("/hosts/reservations").body();
    assertThat(list).contains("delta.lab", "gamma.lab", "Release by force");
    admin.post("/hosts/delta.lab/release", RunningWeb.csrf(list), Map.of("force", "true"));
    assertThat(admin.get("/hosts/reservations").body()).doesNotContain("href=\"/hosts/delta.lab\"");
  }

  @Test
  void a_lock_may_end_by_itself() throws Exception {
    Program alice = web.loggedIn("alice");

    Answer locked =
        alice.send(
            "PATCH",
            "/hosts/delta.lab",
            Map.of("locked", true, "lock_reason", "new memory", "lock_hours", 3));

    assertThat(locked.json())
        .containsEntry("locked", true)
        .containsEntry("lock_expires", "2026-01-02T06:04:05.000Z");
    Answer wrong = alice.send("PATCH", "/hosts/alpha.lab", Map.of("lock_hours", 3));
    assertThat(wrong.status()).isEqualTo(400);
  }

  @Test
  void everybody_says_where_letters_to_them_go() throws Exception {
    Program alice = web.loggedIn("alice");
    assertThat(alice.send("PATCH", "/users/alice", Map.of("email", "a@example.com")).status())
        .isEqualTo(204);
    assertThat(alice.get("/auth/whoami").json()).containsEntry("email", "a@example.com");
    assertThat(alice.send("PATCH", "/users/bob", Map.of("email", "b@example.com")).status())
        .isEqualTo(403);
    assertThat(alice.send("PATCH", "/users/alice", Map.of("email", "nobody")).status())
        .isEqualTo(400);
    Browser browser = web.browser("alice");
    String page = browser.get("/admin/users/alice").body();
    assertThat(page).contains("value=\"a@example.com\"");
    browser.post(
        "/admin/users/alice/edit",
        RunningWeb.csrf(page),
        Map.of("email", "", "reboot_before", "Never", "reboot_after", "Never"));
    assertThat(alice.get("/auth/whoami").json()).containsEntry("email", null);
  }
}
