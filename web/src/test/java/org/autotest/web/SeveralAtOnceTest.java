package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
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

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock)
      throws IOException, InterruptedException {
    ids = new SeededLab(database, results).fill();
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

    Map<String, String> one = Map.of("marked", "true", "entries", ids.runningEntry().toString());
    browser.post(page + "/abort", csrf(), one);

    assertThat(browser.get(page).body()).contains("Asked to abort 1 entry.");
    assertThat(alice.get(page + "/entries").items())
        .extracting(entry -> entry.get("aborted"))
        .containsExactly(true, false, false);
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
}
