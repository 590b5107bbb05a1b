package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.autotest.store.Database;
import org.autotest.store.recurring.DueRuns;
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

/// Templates, jobs made again, and recurring runs, by REST and by page.
@ExtendWith(MariaDbExtension.class)
class RecurringTest {
  @TempDir Path results;
  private Database database;
  private SettableClock clock;
  private RunningWeb web;
  private Program alice;

  @BeforeEach
  void a_running_lab(Database opened, SettableClock settable)
      throws IOException, InterruptedException {
    database = opened;
    clock = settable;
    new SeededLab(database, results).fill();
    web = new RunningWeb(database, clock, results, results);
    alice = web.loggedIn("alice");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private Object template() throws IOException, InterruptedException {
    Answer made =
        alice.send(
            "POST",
            "/jobs",
            Map.of(
                "name",
                "nightly",
                "control_file",
                "job.run_test('sleeptest')",
                "hosts",
                List.of("delta.lab"),
                "meta_hosts",
                List.of("kvm", "kvm"),
                "dependencies",
                List.of("x86_64"),
                "keyvals",
                Map.of("branch", "main"),
                "template",
                true));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return Objects.requireNonNull(made.json().get("id"));
  }

  @Test
  void a_template_is_listed_apart_and_jobs_are_made_of_it() throws Exception {
    Object template = template();

    assertThat(alice.get("/jobs?state=template").items())
        .singleElement()
        .satisfies(
            job ->
                assertThat(job).containsEntry("id", template).containsEntry("state", "template"));
    Answer made = alice.send("POST", "/jobs/%s/clone".formatted(template), Map.of("name", "again"));

    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(alice.get("/jobs/" + made.json().get("id")).json())
        .containsEntry("name", "again")
        .containsEntry("state", "queued")
        .containsEntry("source_job", template)
        .containsEntry("keyvals", Map.of("branch", "main"))
        .containsEntry("dependencies", List.of("x86_64"))
        .containsEntry("status_counts", Map.of("Queued", 3));
  }

  @Test
  void a_copy_runs_where_it_is_told_to() throws Exception {
    Object template = template();

    Object made =
        alice
            .send(
                "POST",
                "/jobs/%s/clone".formatted(template),
                Map.of("hosts", List.of("gamma.lab"), "priority", "urgent"))
            .json()
            .get("id");

    assertThat(alice.get("/jobs/%s/entries".formatted(made)).items())
        .singleElement()
        .satisfies(entry -> assertThat(entry).containsEntry("host", "gamma.lab"));
    assertThat(alice.get("/jobs/" + made).json()).containsEntry("priority", "Urgent");
  }

  @Test
  void a_recurring_run_is_made_shown_paused_and_deleted() throws Exception {
    Object template = template();
    Answer made =
        alice.send(
            "POST",
            "/recurring",
            Map.of("job", template, "cron", "30 2 * * 1-5", "zone", "Europe/Berlin"));

    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(made.json())
        .containsEntry("job_name", "nightly")
        .containsEntry("state", "active")
        .containsEntry("next_at", "2026-01-05T01:30:00.000Z");
    String path = "/recurring/" + made.json().get("id");
    assertThat(alice.send("PATCH", path, Map.of("paused", true)).json())
        .containsEntry("state", "paused")
        .containsEntry("paused_by", "alice")
        .containsEntry("next_at", null);
    Answer bob = web.loggedIn("bob").send("PATCH", path, Map.of("paused", false));
    assertThat(bob.status()).isEqualTo(403);
    assertThat(alice.send("PATCH", path, Map.of("paused", false, "zone", "UTC")).json())
        .containsEntry("cron", "30 2 * * 1-5")
        .containsEntry("next_at", "2026-01-05T02:30:00.000Z");
    assertThat(alice.send("DELETE", path, Map.of()).status()).isEqualTo(204);
    assertThat(alice.get(path).status()).isEqualTo(404);
  }

  @Test
  void what_was_made_last_is_told_with_how_it_went() throws Exception {
    Object template = template();
    alice.send("POST", "/recurring", Map.of("job", template, "loop_period", 3600));
    DueRuns runs = new DueRuns(database);
    runs.due().forEach(runs::run);
    clock.advance(Duration.ofHours(1));
    runs.due().forEach(runs::run);

    Map<String, Object> run = alice.get("/recurring").items().getFirst();

    assertThat(run)
        .containsEntry("last_outcome", "skipped")
        .containsEntry("last_job_verdict", "3 hosts wait to start.");
    assertThat(String.valueOf(run.get("last_problem"))).contains("has not ended");
    String page = web.browser("alice").get("/jobs/recurring").body();
    assertThat(page).contains("nightly", "every 1 hour", "left out", "has not ended");
  }

  @Test
  void what_says_nothing_or_too_much_of_when_is_refused() throws Exception {
    Object template = template();
    Map<String, Map<String, Object>> wrong = new HashMap<>();
    wrong.put("cron", Map.of("job", template));
    wrong.put("loop_period", Map.of("job", template, "cron", "0 2 * * *", "loop_period", 3600));
    wrong.put("zone", Map.of("job", template, "cron", "0 2 * * *", "zone", "Berlin"));
    wrong.put("job", Map.of("job", 4711, "cron", "0 2 * * *"));

    for (Map.Entry<String, Map<String, Object>> request : wrong.entrySet()) {
      Answer answer = alice.send("POST", "/recurring", request.getValue());
      assertThat(answer.status()).as(answer.text()).isIn(400, 404);
      assertThat(String.valueOf(answer.error().get("fields"))).contains(request.getKey());
    }
    assertThat(alice.get("/recurring?owner=alice").items()).hasSize(1);
  }

  @Test
  void a_run_is_due_by_the_clock_or_every_so_often_and_not_both() throws Exception {
    Answer made = alice.send("POST", "/recurring", Map.of("job", template(), "cron", "0 2 * * *"));
    String path = "/recurring/" + made.json().get("id");

    Answer startOfClock = alice.send("PATCH", path, Map.of("start", "2026-01-03T00:00:00Z"));
    assertThat(startOfClock.status()).isEqualTo(400);
    assertThat(String.valueOf(startOfClock.error().get("fields")))
        .contains("start", "goes with loop_period");

    assertThat(alice.send("PATCH", path, Map.of("loop_period", 3600)).json())
        .containsEntry("loop_period", 3600)
        .containsEntry("cron", null);
    Answer zoneOfPeriod = alice.send("PATCH", path, Map.of("zone", "Europe/Berlin"));
    assertThat(zoneOfPeriod.status()).isEqualTo(400);
    assertThat(String.valueOf(zoneOfPeriod.error().get("fields")))
        .contains("zone", "goes with cron");
  }

  @Test
  void the_page_makes_pauses_and_deletes() throws Exception {
    Object template = template();
    Browser browser = web.browser("alice");
    String form = browser.get("/jobs/recurring?job=" + template).body();
    assertThat(form)
        .contains(
            "value=\"%s\"".formatted(template), "<details class=\"card fold\" id=\"new\" open>");

    HttpResponse<String> wrong =
        browser.post(
            "/jobs/recurring",
            RunningWeb.csrf(form),
            Map.of("job", template, "cron", "nightly", "zone", "Mars"));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("value=\"nightly\"", "30 2 * * 1-5");
    browser.post(
        "/jobs/recurring",
        RunningWeb.csrf(form),
        Map.of("job", template, "loop_period", "3600", "start", "2026-01-03T00:00"));
    Map<String, Object> run = alice.get("/recurring").items().getFirst();
    assertThat(run).containsEntry("next_at", "2026-01-03T00:00:00.000Z");

    String path = "/jobs/recurring/" + run.get("id");
    browser.post(path, RunningWeb.csrf(form), Map.of("do", "pause"));
    assertThat(browser.get("/jobs/recurring").body()).contains("paused by alice", "Resume");
    String bobs = web.browser("bob").get("/jobs/recurring").body();
    assertThat(bobs).contains("nightly").doesNotContain("Resume");
    browser.post(path, RunningWeb.csrf(form), Map.of("do", "delete"));
    assertThat(browser.get("/jobs/recurring").body())
        .doesNotContain("action=\"%s\"".formatted(path));
  }

  @Test
  void the_form_keeps_a_template_and_its_page_runs_it() throws Exception {
    Browser browser = web.browser("alice");
    String form = browser.get("/jobs/new").body();
    HttpResponse<String> kept =
        browser.post(
            "/jobs/new",
            RunningWeb.csrf(form),
            Map.of(
                "name",
                "kept",
                "control_file",
                "pass",
                "hosts",
                "delta.lab",
                "do",
                "template",
                "control_type",
                "Client",
                "priority",
                "Medium",
                "timeout",
                "72",
                "max_runtime_hrs",
                "72"));
    String page = kept.headers().firstValue("Location").orElse("");
    assertThat(browser.get(page).body()).contains("A template: it never runs itself.", "Run now");

    HttpResponse<String> run = browser.post(page + "/run", RunningWeb.csrf(form), Map.of());

    assertThat(browser.get(run.headers().firstValue("Location").orElse("")).body())
        .contains("made from <a href=\"%s\">".formatted(page), "Queued");
  }

  @Test
  void a_recurring_run_is_changed_on_its_page_and_what_was_refused_is_kept() throws Exception {
    Browser browser = web.browser("alice");
    String page = browser.get("/jobs/recurring").body();
    String id = page.replaceAll("(?s).*?id=\"change-(\\d+)\".*", "$1");
    String form = "/jobs/recurring/" + id;

    String refused =
        browser
            .post(
                form,
                RunningWeb.csrf(page),
                Map.of("do", "change", "cron", "never", "zone", "UTC", "overlap", "run"))
            .body();
    browser.post(
        form,
        RunningWeb.csrf(page),
        Map.of("do", "change", "cron", "15 4 * * *", "zone", "UTC", "overlap", "run"));

    assertThat(refused)
        .contains("id=\"change-%s\" open".formatted(id), "name=\"cron\" value=\"never\"")
        .contains("<option value=\"run\" selected>")
        .contains("Nothing was changed.");
    assertThat(web.loggedIn("alice").get("/recurring/" + id).json())
        .containsEntry("cron", "15 4 * * *")
        .containsEntry("overlap", "run");
  }

  @Test
  void what_was_refused_is_kept_for_a_run_of_a_later_page() throws Exception {
    Browser browser = web.browser("alice");
    String page = browser.get("/jobs/recurring").body();
    String id = page.replaceAll("(?s).*?id=\"change-(\\d+)\".*", "$1");
    Object template = template();
    for (int i = 0; i < 50; i++) {
      alice.send("POST", "/recurring", Map.of("job", template, "loop_period", 3600));
    }
    assertThat(browser.get("/jobs/recurring").body())
        .doesNotContain("id=\"change-%s\"".formatted(id));

    String refused =
        browser
            .post(
                "/jobs/recurring/" + id,
                RunningWeb.csrf(page),
                Map.of("do", "change", "cron", "never"))
            .body();

    assertThat(refused)
        .contains("id=\"change-%s\" open".formatted(id), "name=\"cron\" value=\"never\"");
  }
}
