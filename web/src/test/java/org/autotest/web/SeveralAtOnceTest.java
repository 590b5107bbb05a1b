package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
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

/// What pages do to some entries of a job, and to several hosts.
@ExtendWith(MariaDbExtension.class)
class SeveralAtOnceTest {
  @TempDir Path results;
  @TempDir Path tests;
  private RunningWeb web;
  private SeededLab.Ids ids;
  private Program alice;
  private Browser browser;
  private SeedRows rows;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock)
      throws IOException, InterruptedException {
    ids = new SeededLab(database, results).fill();
    rows = new SeedRows(database);
    web = new RunningWeb(database, clock, results, tests);
    alice = web.loggedIn("alice");
    browser = web.browser("alice");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private String csrf() throws Exception {
    return RunningWeb.csrf(browser.get("/hosts").body());
  }

  @Test
  void marked_entries_are_aborted_and_no_others() throws Exception {
    String page = "/jobs/" + ids.running();
    assertThat(browser.get(page).body())
        .contains("form=\"marked\" name=\"entries\" value=\"" + ids.runningEntry() + "\"");

    browser.post(page + "/abort", csrf(), Map.of("marked", "true"));
    assertThat(browser.get(page).body())
        .contains("Nothing was aborted: no entry is marked.")
        .doesNotContain("Aborted (");

    Map<String, String> one =
        Map.of("marked", "true", "entries", ids.runningEntry().toString(), "reason", "too hot");
    browser.post(page + "/abort", csrf(), one);

    assertThat(browser.get(page).body()).contains("Asked to abort 1 entry.");
    assertThat(alice.get(page + "/entries").items())
        .extracting(entry -> entry.get("aborted"))
        .containsExactly(true, false, false);
    assertThat(alice.get(page + "/entries").items().getFirst())
        .containsEntry("abort_reason", "too hot");
  }

  @Test
  void a_job_that_failed_somewhere_is_made_again_there() throws Exception {
    String page = "/jobs/" + ids.infrastructure();
    assertThat(browser.get("/jobs/" + ids.passed()).body()).doesNotContain("Again where it failed");
    assertThat(browser.get(page).body()).contains("Again where it failed");

    String made =
        browser
            .post(page + "/run", csrf(), Map.of("which", "failed"))
            .headers()
            .firstValue("Location")
            .orElse("");

    assertThat(alice.get(made + "/entries").items())
        .extracting(entry -> entry.get("host"))
        .containsExactly("epsilon.lab");
  }

  @Test
  void entries_beyond_the_first_hundred_are_reached(LabBuilder lab) throws Exception {
    JobId job = lab.job("alice", "many");
    for (int i = 0; i < 103; i++) {
      lab.status(lab.entry(job, lab.host("many%03d".formatted(i))), EntryStatus.COMPLETED);
    }

    String first = browser.get("/jobs/" + job).body();
    assertThat(first).contains("the first 100 of 103", "many099").doesNotContain("many100");
    String more = first.replaceAll("(?s).*href=\"(/jobs/\\d+\\?after=\\d+)#entries\".*", "$1");

    assertThat(browser.get(more).body()).contains("many100", "many102").doesNotContain("many099");
  }

  @Test
  void marked_hosts_are_locked_verified_and_repaired_together() throws Exception {
    List<String> two = List.of("beta.lab", "gamma.lab");
    browser.post(
        "/hosts/act", csrf(), Map.of("hosts", two, "deed", "lock", "lock_reason", "moving"));
    assertThat(alice.get("/hosts?locked=true").items())
        .extracting(host -> host.get("hostname") + ": " + host.get("lock_reason"))
        .contains("beta.lab: moving", "gamma.lab: moving");

    browser.post(
        "/hosts/act", csrf(), Map.of("hosts", List.of("alpha.lab", "beta.lab"), "deed", "lock"));
    assertThat(browser.get("/hosts").body()).contains("Nothing was done: ", "beta.lab is locked");
    assertThat(alice.get("/hosts/alpha.lab").json()).containsEntry("locked", false);

    browser.post("/hosts/act", csrf(), Map.of("hosts", two, "deed", "unlock"));
    browser.post("/hosts/act", csrf(), Map.of("hosts", two, "deed", "reverify"));
    browser.post("/hosts/act", csrf(), Map.of("hosts", two, "deed", "repair"));
    assertThat(alice.get("/hosts/gamma.lab/history").items())
        .extracting(event -> event.get("kind") + " " + event.get("status"))
        .contains("Repair Queued", "Verify Queued");
  }

  @Test
  void hosts_are_chosen_by_label_and_platform() throws Exception {
    String page = browser.get("/hosts?label=x86_64&label=bigmem&label=kvm").body();

    assertThat(page)
        .contains("host-alpha.lab", "<option value=\"x86_64\" selected>")
        .contains("<option value=\"bigmem\" selected>", "name=\"label\" value=\"kvm\"")
        .doesNotContain("host-beta.lab");
    assertThat(browser.get("/hosts?label=&label=laptop").body())
        .contains("host-delta.lab")
        .doesNotContain("host-alpha.lab");
  }

  @Test
  void a_part_of_a_group_is_refused_with_its_marks_and_the_whole_can_be_had(LabBuilder lab)
      throws Exception {
    JobId job = lab.job("alice", "pair", Priority.MEDIUM, 2);
    EntryId one = lab.entry(job, lab.host("pair1"));
    EntryId two = lab.entry(job, lab.host("pair2"));
    for (EntryId entry : List.of(one, two)) {
      lab.status(entry, EntryStatus.RUNNING);
      rows.update(
          "UPDATE afe_host_queue_entries SET execution_subdir = 'group0' WHERE id = ?",
          entry.value());
    }
    Map<String, String> part = Map.of("marked", "true", "entries", one.toString());

    String back =
        browser
            .post("/jobs/%s/abort".formatted(job), csrf(), part)
            .headers()
            .firstValue("Location")
            .orElse("");

    assertThat(back).isEqualTo("/jobs/%s?marked=%s".formatted(job, one));
    assertThat(browser.get(back).body())
        .contains("Nothing was aborted: the hosts of group0 run together", "name=\"whole_groups\"")
        .contains("value=\"%s\" checked".formatted(one))
        .doesNotContain("value=\"%s\" checked".formatted(two));
    browser.post(
        "/jobs/%s/abort".formatted(job),
        csrf(),
        Map.of("marked", "true", "entries", one.toString(), "whole_groups", "true"));
    assertThat(browser.get("/jobs/" + job).body()).contains("Asked to abort 2 entries.");
  }

  @Test
  void marked_jobs_are_aborted_as_far_as_that_may_be(LabBuilder lab) throws Exception {
    JobId mine = lab.job("alice", "mine");
    lab.entry(mine, lab.host("many1"));
    JobId foreign = lab.job("bob", "foreign");
    lab.entry(foreign, lab.host("many2"));
    assertThat(browser.get("/jobs").body())
        .contains("form=\"marked\" name=\"jobs\" value=\"%s\"".formatted(mine))
        .doesNotContain("name=\"jobs\" value=\"%s\"".formatted(ids.passed()));

    browser.post(
        "/jobs/act",
        csrf(),
        Map.of("jobs", List.of(mine.toString(), foreign.toString()), "back", "/jobs?owner=alice"));

    assertThat(browser.get("/jobs").body())
        .contains("Asked to abort 1 entry of 1 job. Not job %s: alice may not".formatted(foreign));
    assertThat(alice.get("/jobs/%s/entries".formatted(mine)).items().getFirst())
        .containsEntry("aborted", true);
  }

  @Test
  void a_job_whose_tests_failed_is_made_again_where_they_did() throws Exception {
    Program bob = web.loggedIn("bob");
    assertThat(browser.get("/jobs/" + ids.failed()).body()).contains("Again where it failed");
    List<Object> failed =
        bob.get("/jobs/%s/tests".formatted(ids.failed())).items().stream()
            .filter(test -> List.of("FAIL", "ERROR", "ABORT").contains(test.get("status")))
            .map(test -> test.get("host"))
            .distinct()
            .toList();

    Object again =
        bob.send("POST", "/jobs/%s/clone".formatted(ids.failed()), Map.of("which", "failed"))
            .json()
            .get("id");

    assertThat(bob.get("/jobs/%s/entries".formatted(again)).items())
        .extracting(entry -> entry.get("host"))
        .containsExactlyInAnyOrderElementsOf(failed);
    Answer none =
        alice.send("POST", "/jobs/%s/clone".formatted(ids.passed()), Map.of("which", "failed"));
    assertThat(none.text()).contains("nor a test of one, has failed");
  }

  @Test
  void hosts_that_ran_together_failed_together(Database database) throws Exception {
    String job = ids.failed().toString();
    database.transactVoid(
        handle -> {
          handle.execute(
              "UPDATE tko_jobs SET tag = REPLACE(tag, '/', '/group_0/') WHERE afe_job_id = ?", job);
          handle.execute(
              "UPDATE afe_host_queue_entries SET execution_subdir = 'group_0' WHERE job_id = ?",
              job);
        });
    Program bob = web.loggedIn("bob");

    Answer made =
        bob.send("POST", "/jobs/%s/clone".formatted(job), Map.of("which", "failed", "force", true));

    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(bob.get("/jobs/%s/entries".formatted(made.json().get("id"))).items())
        .hasSameSizeAs(bob.get("/jobs/%s/entries".formatted(job)).items());
  }

  @Test
  void a_form_for_the_same_hosts_or_those_that_failed_can_be_changed_first() throws Exception {
    assertThat(browser.get("/jobs/" + ids.infrastructure()).body())
        .contains("name=\"which\" value=\"same\"", "name=\"which\" value=\"failed\"");

    String form = browser.get("/jobs/new?which=failed&like=" + ids.infrastructure()).body();

    assertThat(form)
        .contains("value=\"epsilon.lab\" checked")
        .doesNotContain("value=\"delta.lab\" checked");
  }

  @Test
  void marked_hosts_are_taken_into_the_form_of_a_job_which_offers_what_can_be_used(LabBuilder lab)
      throws Exception {
    lab.aclGroup("bobs", List.of("bob"), List.of(lab.host("secret.lab")));

    String to =
        browser
            .post(
                "/hosts/act",
                csrf(),
                Map.of("hosts", List.of("alpha.lab", "zeta.lab"), "deed", "job"))
            .headers()
            .firstValue("Location")
            .orElse("");

    assertThat(to).isEqualTo("/jobs/new?host=alpha.lab&host=zeta.lab");
    assertThat(browser.get(to).body())
        .contains("name=\"hosts\" value=\"alpha.lab\" checked")
        .contains("name=\"more_hosts\" value=\"zeta.lab\"")
        .contains("name=\"hosts\" value=\"beta.lab\"")
        .doesNotContain("secret.lab");
  }
}
