package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.autotest.web.RunningWeb.Browser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(MariaDbExtension.class)
class PagesTest {
  @TempDir Path results;
  @TempDir Path tests;
  private RunningWeb web;
  private SeededLab.Ids ids;
  private Browser alice;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock)
      throws IOException, InterruptedException {
    ids = new SeededLab(database, results).fill();
    Path directory = Files.createDirectories(tests.resolve("client/sleeptest"));
    Files.writeString(directory.resolve("control"), "job.run_test('sleeptest', seconds=1)\n");
    web = new RunningWeb(database, clock, results, tests);
    alice = web.browser("alice");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private List<String> everyPage() {
    return OperationPagesTest.everyPage(ids);
  }

  @Test
  void every_page_answers_and_carries_its_guards() throws Exception {
    for (String page : everyPage()) {
      HttpResponse<String> answer = alice.get(page);
      assertThat(answer.statusCode()).as(page).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
          .as(page)
          .contains("script-src 'self'")
          .doesNotContain("unsafe");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.headers().firstValue("Server")).as(page).isEmpty();
      assertThat(answer.body()).as(page).contains("<!DOCTYPE html>", "<h1>").doesNotContain("null");
    }
  }

  @Test
  void what_the_dispatcher_decided_last_is_told_with_reasons_and_links() throws Exception {
    assertThat(alice.get("/admin").body())
        .contains("hosts taken: 2, tasks queued: 1", "12.4 ms", "somebody asked for it")
        .contains("and 26 more", "href=\"/jobs/1\"", "href=\"/hosts/gamma.lab\"");
  }

  @Test
  void nothing_that_people_typed_becomes_markup() throws Exception {
    for (String page : everyPage()) {
      String body = alice.get(page).body();
      assertThat(body).as(page).doesNotContain("<script>alert", "<img src=x", "<b>north");
      String withoutValues = body.replaceAll("\"[^\"]*\"", "");
      assertThat(withoutValues).as(page).doesNotContainPattern("<[^>]* on\\w+=");
      assertThat(body).as(page).doesNotContain("javascript:");
    }
  }

  @Test
  void pages_want_a_login_and_come_back_after_it() throws Exception {
    for (String page : everyPage()) {
      HttpResponse<String> answer = web.stranger().get(page);
      assertThat(answer.statusCode()).as(page).isEqualTo(303);
      assertThat(answer.headers().firstValue("Location").orElse("")).startsWith("/login?next=%2F");
    }
    assertThat(web.stranger().get("/raw/x").statusCode()).isEqualTo(401);
    assertThat(web.stranger().get("/live?topic=lab").statusCode()).isEqualTo(401);

    Browser bob = web.stranger();
    String csrf = RunningWeb.csrf(bob.get("/login?next=%2Fhosts").body());
    HttpResponse<String> in =
        bob.post(
            "/login",
            csrf,
            Map.of("login", "bob", "password", SeededLab.PASSWORD, "next", "/hosts?name=a"));
    assertThat(in.headers().firstValue("Location")).contains("/hosts?name=a");
    assertThat(in.headers().allValues("Set-Cookie"))
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("autotest_session=")
                    .contains("HttpOnly", "SameSite=Lax"));
  }

  @Test
  void a_login_never_leads_to_another_site() throws Exception {
    for (String next :
        List.of(
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example",
            "/\t/evil.example/",
            "/\n/evil.example/")) {
      Browser bob = web.stranger();
      String csrf = RunningWeb.csrf(bob.get("/login").body());
      HttpResponse<String> in =
          bob.post(
              "/login", csrf, Map.of("login", "bob", "password", SeededLab.PASSWORD, "next", next));
      assertThat(in.headers().firstValue("Location")).as(next).contains("/");
    }
  }

  @Test
  void a_wrong_password_keeps_the_name_and_says_what_to_do() throws Exception {
    Browser bob = web.stranger();
    String csrf = RunningWeb.csrf(bob.get("/login").body());
    HttpResponse<String> answer =
        bob.post("/login", csrf, Map.of("login", "bob", "password", "wrong"));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("value=\"bob\"", "user name or password is wrong");
    assertThat(bob.get("/jobs").statusCode()).isEqualTo(303);
  }

  @Test
  void a_form_that_is_not_ours_does_nothing() throws Exception {
    String path = "/jobs/%s/abort".formatted(ids.running());
    String csrf = RunningWeb.csrf(alice.get("/jobs/" + ids.running()).body());
    String bobs = RunningWeb.csrf(web.browser("bob").get("/").body());

    assertThat(alice.post(path, "", Map.of()).statusCode()).isEqualTo(403);
    assertThat(alice.post(path, bobs, Map.of()).statusCode()).isEqualTo(403);
    assertThat(alice.post(path, csrf, Map.of(), "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(alice.post(path, csrf, Map.of(), "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(alice.get("/jobs/" + ids.running()).body()).doesNotContain("Aborted (Running)");

    assertThat(alice.post(path, csrf, Map.of(), "Origin", RunningWeb.PUBLIC_URL).statusCode())
        .as("through a proxy that does not pass on the name")
        .isEqualTo(303);
    assertThat(alice.get("/jobs/" + ids.running()).body())
        .contains("Aborted (Running)", "Asked to abort 3 entries.");
  }

  @Test
  void after_the_logout_the_session_is_worthless() throws Exception {
    String csrf = RunningWeb.csrf(alice.get("/").body());

    assertThat(alice.post("/logout", csrf, Map.of()).statusCode()).isEqualTo(303);
    assertThat(alice.get("/").statusCode()).isEqualTo(303);
  }

  @Test
  void a_job_page_begins_with_the_answer() throws Exception {
    assertThat(alice.get("/jobs/" + ids.failed()).body())
        .contains(
            "1 of 12 tests failed on beta.lab.",
            "throughput fell to 812 MB/s, of at least 1,200 expected",
            "blame: the test",
            "step 60 of 60",
            "Passed in its one run here before.");
    assertThat(alice.get("/jobs/" + ids.waiting()).body())
        .contains("epsilon.lab is Repair Failed", "Unlock the host")
        .contains("<td>zeta.lab is locked");
    assertThat(alice.get("/jobs/" + ids.infrastructure()).body())
        .contains("the host, not the test, is to blame");
  }

  @Test
  void a_test_that_passed_without_a_check_is_told() throws Exception {
    assertThat(resultOf("hackbench", "alpha.lab"))
        .contains("Passed on alpha.lab", "without a single check: it shows little.");
    assertThat(resultOf("hackbench", "gamma.lab"))
        .contains("Passed on gamma.lab")
        .doesNotContain("without a single check");
  }

  private String resultOf(String test, String host) throws Exception {
    String list = alice.get("/results?test=%s&host=%s".formatted(test, host)).body();
    Matcher link = Pattern.compile("href=\"(/results/\\d+)\"").matcher(list);
    assertThat(link.find()).isTrue();
    return alice.get(link.group(1)).body();
  }

  @Test
  void a_form_for_a_job_loses_nothing_and_says_what_is_wrong_beside_the_field() throws Exception {
    String csrf = RunningWeb.csrf(alice.get("/jobs/new").body());
    Map<String, Object> form = new LinkedHashMap<>();
    form.put("key", "k-1");
    form.put("name", "my <b>job</b>");
    form.put("tests", "sleeptest");
    form.put("meta_hosts", "2*nonesuch");
    form.put("timeout", "soon");
    form.put("keyvals", "build=6.12");
    form.put("do", "create");
    HttpResponse<String> refused = alice.post("/jobs/new", csrf, form);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .contains(
            "nothing that you typed is lost",
            "value=\"my &lt;b>job&lt;/b>\"",
            "value=\"2*nonesuch\"",
            "value=\"sleeptest\" checked",
            "value=\"soon\"",
            "build=6.12",
            "Must be a whole number, is 'soon'.");
  }

  @Test
  void a_job_is_made_from_the_form_once_however_often_it_is_sent() throws Exception {
    String csrf = RunningWeb.csrf(alice.get("/jobs/new").body());
    Map<String, Object> form = new LinkedHashMap<>();
    form.put("key", "k-2");
    form.put("name", "from the form");
    form.put("tests", "sleeptest");
    form.put("hosts", List.of("delta.lab", "gamma.lab"));
    form.put("priority", "High");
    form.put("timeout", "5");
    form.put("max_runtime_hrs", "4");
    form.put("do", "preview");
    HttpResponse<String> preview = alice.post("/jobs/new", csrf, form);
    form.put("do", "create");
    HttpResponse<String> made = alice.post("/jobs/new", csrf, form);
    HttpResponse<String> again = alice.post("/jobs/new", csrf, form);

    assertThat(preview.body()).contains("job.run_test('sleeptest', seconds=1)");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(303);
    assertThat(again.headers().firstValue("Location"))
        .isEqualTo(made.headers().firstValue("Location"));
    assertThat(alice.get(made.headers().firstValue("Location").orElse("")).body())
        .contains("from the form", "2 hosts wait to start", "5 hours from submission");
  }

  @Test
  void a_host_is_locked_edited_and_deleted_from_its_page() throws Exception {
    String csrf = RunningWeb.csrf(alice.get("/hosts/delta.lab").body());
    alice.post("/hosts/delta.lab/lock", csrf, Map.of("lock_reason", "fan <noisy>"));
    assertThat(alice.get("/hosts/delta.lab").body())
        .contains("Locked: it takes no new work.", "fan &lt;noisy&gt;");
    alice.post("/hosts/delta.lab/unlock", csrf, Map.of());
    alice.post("/hosts/delta.lab/reverify", csrf, Map.of());
    assertThat(alice.get("/hosts/delta.lab").body()).contains("Ready for work.", "Verify");
    HttpResponse<String> edited =
        alice.post(
            "/hosts/delta.lab/edit",
            csrf,
            Map.of(
                "had_labels",
                List.of("x86_64", "laptop"),
                "labels",
                List.of("x86_64", "bigmem"),
                "protection",
                "Do not verify",
                "attributes",
                "slot=4"));
    assertThat(edited.statusCode()).as(edited.body()).isEqualTo(303);
    assertThat(alice.get("/hosts/delta.lab").body())
        .contains("bigmem", "Do not verify", "slot")
        .doesNotContain(">laptop<");
    alice.post("/hosts/delta.lab/delete", csrf, Map.of());
    assertThat(alice.get("/hosts/delta.lab").body()).contains("Not in the inventory any more");
    assertThat(alice.get("/hosts").body()).doesNotContain("delta.lab");
  }

  @Test
  void what_is_not_there_is_told_on_a_page_that_helps() throws Exception {
    for (String path :
        List.of(
            "/jobs/999999",
            "/jobs/abc",
            "/hosts/nowhere",
            "/hosts/%3Cscript%3Ealert(1)",
            "/results/999999",
            "/results/x",
            "/files/..%2F..%2Fetc",
            "/files/17-x/nothing",
            "/nowhere")) {
      HttpResponse<String> answer = alice.get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.body()).as(path).contains("href=\"/jobs\"").doesNotContain("<script>alert");
    }
    assertThat(alice.get("/raw/..%2F..%2Fetc%2Fpasswd").statusCode()).isIn(400, 404);
  }

  @Test
  void a_refusal_names_user_and_host(LabBuilder lab) throws Exception {
    lab.aclGroup("keepers", List.of("bob"), List.of(ids.alpha()));
    String csrf = RunningWeb.csrf(alice.get("/hosts/alpha.lab").body());
    HttpResponse<String> refused = alice.post("/hosts/alpha.lab/lock", csrf, Map.of());

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("alice", "alpha.lab");
  }

  @Test
  void a_raw_file_is_text_that_no_browser_runs() throws Exception {
    Path file = Files.createDirectories(results.resolve("9-eve/h/evil")).resolve("page.html");
    Files.writeString(file, "<script>alert(3)</script>");
    HttpResponse<String> raw = alice.get("/raw/9-eve/h/evil/page.html");

    assertThat(raw.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(raw.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("sandbox");
    assertThat(alice.get("/files/9-eve/h/evil/page.html").body())
        .contains("&lt;script&gt;alert(3)")
        .doesNotContain("<script>alert");
  }

  @Test
  void the_search_leads_straight_to_what_can_mean_only_one_thing() throws Exception {
    assertThat(alice.get("/search?q=" + ids.failed()).headers().firstValue("Location"))
        .contains("/jobs/" + ids.failed());
    assertThat(alice.get("/search?q=alpha.lab").headers().firstValue("Location"))
        .contains("/hosts/alpha.lab");
    assertThat(alice.get("/search?q=ben").body()).contains("hackbench", "dbench");
    assertThat(alice.get("/search?q=%25").body()).contains("Nothing is called like that.");
  }

  @Test
  void the_first_page_warns_of_trouble_that_the_database_does_not_tell_of() throws Exception {
    web.warnOf("The database server ended with status 137");

    assertThat(web.browser("alice").get("/").body())
        .contains("⚠", "The database server ended with status 137");
  }

  @Test
  void an_empty_lab_teaches(Database database) throws Exception {
    database.transactVoid(
        handle -> {
          handle.execute("SET FOREIGN_KEY_CHECKS = 0");
          for (String table :
              List.of("afe_hosts", "afe_jobs", "afe_host_queue_entries", "tko_tests", "tko_jobs")) {
            handle.execute("DELETE FROM " + table);
          }
        });

    assertThat(alice.get("/jobs").body()).contains("No job yet.", "atest job create");
    assertThat(alice.get("/hosts").body()).contains("No host yet.", "atest host create");
    assertThat(alice.get("/results").body()).contains("No test ran yet.");
    assertThat(alice.get("/").body()).contains("There are no hosts yet.");
    assertThat(alice.get("/jobs/new").body()).contains("There are no hosts yet.");
  }
}
