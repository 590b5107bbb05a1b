package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.autotest.store.Database;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.autotest.web.RunningWeb.Answer;
import org.autotest.web.RunningWeb.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a job asks for beyond its run, and what became of its results.
@ExtendWith(MariaDbExtension.class)
class JobResultsTest {
  @TempDir Path results;
  private RunningWeb web;
  private SeededLab.Ids ids;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock) {
    ids = new SeededLab(database, results).fill();
    web = new RunningWeb(database, clock, results, results);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void that_hosts_are_reserved_is_shown_and_asked_for_again_by_a_clone() throws Exception {
    Program alice = web.loggedIn("alice");
    Answer made =
        alice.send(
            "POST",
            "/jobs",
            Map.of(
                "name",
                "debug",
                "control_file",
                "void main() {}",
                "hosts",
                List.of("alpha.lab"),
                "reserve_hosts",
                true,
                "email_list",
                List.of("bob@example.com; c@d.e", "f@g.h:i@j.k")));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    Object id = made.json().get("id");
    Answer again = alice.send("POST", "/jobs/%s/clone".formatted(id), Map.of("which", "same"));

    for (Object job : List.of(id, again.json().get("id"))) {
      assertThat(alice.get("/jobs/" + job).json())
          .containsEntry("reserve_hosts", true)
          .containsEntry("email_list", List.of("bob@example.com", "c@d.e", "f@g.h", "i@j.k"));
    }
    assertThat(alice.get("/jobs/" + ids.passed()).json()).containsEntry("reserve_hosts", false);
    assertThat(web.browser("alice").get("/jobs/" + id).body())
        .contains("Reserves its hosts", "until a day after its end");
    assertThat(web.browser("alice").get("/jobs/new?like=" + id).body())
        .containsPattern("name=\"reserve_hosts\" value=\"true\" checked");
  }

  @Test
  void results_that_were_removed_are_told_as_such_with_the_place_of_the_archive(Database database)
      throws Exception {
    database.transactVoid(
        handle -> {
          handle.execute(
              "UPDATE afe_jobs SET results_removed_on = ? WHERE id = ?",
              Instant.parse("2026-01-01T10:00:00Z"),
              ids.passed().value());
          handle.execute(
              "UPDATE afe_host_queue_entries SET archived_to = ? WHERE job_id = ?",
              "tape <7>",
              ids.passed().value());
        });

    assertThat(web.loggedIn("alice").get("/jobs/" + ids.passed()).json())
        .containsEntry("results_removed_at", "2026-01-01T10:00:00.000Z")
        .containsEntry("archived_to", List.of("tape <7>"));
    assertThat(web.browser("alice").get("/jobs/" + ids.passed()).body())
        .contains("Result files", "removed on 2026-01-01", "archived: tape &lt;7&gt;");
    HttpResponse<String> gone =
        web.browser("alice").get("/files/%s-alice/alpha.lab/gone".formatted(ids.passed()));
    assertThat(gone.statusCode()).isEqualTo(404);
    assertThat(gone.body()).contains("were removed on 2026-01-01; archived: tape &lt;7&gt;");
  }
}
