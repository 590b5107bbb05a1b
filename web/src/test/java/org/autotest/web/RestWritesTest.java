package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.autotest.store.Database;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.autotest.web.RunningWeb.Answer;
import org.autotest.web.RunningWeb.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(MariaDbExtension.class)
class RestWritesTest {
  @TempDir Path results;
  @TempDir Path tests;
  private RunningWeb web;
  private SeededLab.Ids ids;
  private Program alice;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock)
      throws IOException, InterruptedException {
    ids = new SeededLab(database, results).fill();
    for (String test : List.of("sleeptest", "dbench")) {
      Path directory = Files.createDirectories(tests.resolve("client/" + test));
      Files.writeString(directory.resolve("control"), "job.run_test('%s')\n".formatted(test));
    }
    web = new RunningWeb(database, clock, results, tests);
    alice = web.loggedIn("alice");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void a_job_is_made_of_tests_once_for_each_key() throws Exception {
    Map<String, Object> request =
        Map.of(
            "name",
            "two tests",
            "tests",
            List.of("sleeptest", "dbench"),
            "hosts",
            List.of("delta.lab"));
    Answer first = alice.send("POST", "/jobs", request, "Idempotency-Key", "k1");
    Answer second = alice.send("POST", "/jobs", request, "Idempotency-Key", "k1");
    Answer third = alice.send("POST", "/jobs", request);

    assertThat(first.status()).as(first.text()).isEqualTo(200);
    assertThat(second.json()).isEqualTo(first.json());
    assertThat(third.json()).isNotEqualTo(first.json());
    Map<String, Object> job = alice.get("/jobs/" + first.json().get("id")).json();
    assertThat(job)
        .containsEntry("owner", "alice")
        .containsEntry("state", "queued")
        .hasEntrySatisfying(
            "control_file",
            text ->
                assertThat((String) text).contains("run_test('sleeptest')", "run_test('dbench')"));
  }

  @Test
  void what_is_wrong_with_a_job_is_told_by_argument_and_nothing_is_made() throws Exception {
    int before = alice.get("/jobs").items().size();
    for (Map<String, Object> request :
        List.<Map<String, Object>>of(
            Map.of("name", "x", "tests", List.of("nonesuch"), "hosts", List.of("delta.lab")),
            Map.of("name", "x", "tests", List.of("sleeptest"), "hosts", List.of("nowhere")),
            Map.of("name", "x", "tests", List.of("sleeptest")),
            Map.of("tests", List.of("sleeptest"), "hosts", List.of("delta.lab")),
            Map.of("name", "x", "hosts", List.of("delta.lab")),
            Map.of("name", "x", "control_file", "void main() {", "hosts", List.of("delta.lab")),
            Map.of("name", "x", "control_file", "a", "hosts", "delta.lab", "timeout", "soon"))) {
      Answer answer = alice.send("POST", "/jobs", request);
      assertThat(answer.status()).as(request + answer.text()).isEqualTo(400);
      assertThat(answer.error()).containsEntry("blame", "SUBMITTER");
      assertThat((Map<?, ?>) answer.error().get("fields")).isNotEmpty();
    }
    assertThat(alice.get("/jobs").items()).hasSize(before);
  }

  @Test
  void a_stranger_to_a_host_may_neither_use_nor_change_it(LabBuilder lab) throws Exception {
    lab.aclGroup("keepers", List.of("bob"), List.of(ids.alpha()));
    List<Answer> answers =
        List.of(
            alice.send("PATCH", "/hosts/alpha.lab", Map.of("locked", true, "lock_reason", "mine")),
            alice.send("POST", "/hosts/alpha.lab/reverify", Map.of()),
            alice.send("DELETE", "/hosts/alpha.lab", Map.of()),
            alice.send(
                "POST",
                "/jobs",
                Map.of("name", "x", "tests", List.of("sleeptest"), "hosts", List.of("alpha.lab"))));

    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.status()).as(answer.text()).isEqualTo(403);
              assertThat(answer.text()).contains("alice", "alpha.lab");
            });
    assertThat(alice.get("/hosts/alpha.lab").json()).containsEntry("locked", false);
    assertThat(
            web.loggedIn("bob")
                .send("PATCH", "/hosts/alpha.lab", Map.of("locked", true, "lock_reason", "mine"))
                .json())
        .containsEntry("locked", true)
        .containsEntry("locked_by", "bob")
        .containsEntry("lock_reason", "mine");
  }

  @Test
  void a_host_lives_from_its_creation_to_its_deletion() throws Exception {
    Answer made =
        alice.send(
            "POST",
            "/hosts",
            Map.of(
                "hostname",
                "new.lab",
                "labels",
                List.of("kvm"),
                "attributes",
                Map.of("rack", "7")));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(made.json())
        .containsEntry("labels", List.of("kvm"))
        .containsEntry("attributes", Map.of("rack", "7"));

    Answer changed =
        alice.send(
            "PATCH",
            "/hosts/new.lab",
            Map.of(
                "protection", "Do not repair",
                "add_labels", List.of("laptop"),
                "remove_labels", List.of("kvm"),
                "attributes", Map.of("rack", "", "power", "pdu3")));
    assertThat(changed.json())
        .containsEntry("protection", "Do not repair")
        .containsEntry("labels", List.of("laptop"))
        .containsEntry("attributes", Map.of("power", "pdu3"));

    assertThat(alice.send("POST", "/hosts/new.lab/reverify", Map.of()).status()).isEqualTo(200);
    assertThat(alice.send("DELETE", "/hosts/new.lab", Map.of()).status()).isEqualTo(204);
    assertThat(alice.get("/hosts/new.lab").status()).isEqualTo(404);
  }

  @Test
  void an_atomic_group_lives_from_its_creation_to_its_deletion() throws Exception {
    Program admin = web.loggedIn("admin");
    Map<String, Object> group =
        Map.of(
            "name", "pair", "max_number_of_machines", 2, "add_labels", List.of("bigmem", "laptop"));
    assertThat(alice.send("POST", "/atomic_groups", group).status()).isEqualTo(403);
    Answer made = admin.send("POST", "/atomic_groups", group);
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    assertThat(made.json())
        .containsEntry("labels", List.of("bigmem", "laptop"))
        .containsEntry("max_number_of_machines", 2)
        .containsEntry("hosts", 3);
    Answer changed =
        admin.send("PATCH", "/atomic_groups/pair", Map.of("remove_labels", List.of("bigmem")));
    assertThat(changed.json()).containsEntry("labels", List.of("laptop")).containsEntry("hosts", 2);

    Map<String, Object> job =
        Map.of(
            "name", "together",
            "control_file", "job.run_test('sleeptest')",
            "atomic_group", "pair",
            "synch_count", 2);
    Answer submitted = alice.send("POST", "/jobs", job);
    assertThat(submitted.status()).as(submitted.text()).isEqualTo(200);
    String path = "/jobs/" + submitted.json().get("id");
    assertThat(alice.get(path).json()).containsEntry("atomic_group", "pair");
    assertThat(admin.send("DELETE", "/atomic_groups/pair", Map.of()).status()).isEqualTo(409);
    alice.send("POST", path + "/abort", Map.of());

    assertThat(alice.get("/atomic_groups?name=pai").items()).hasSize(1);
  }

  @Test
  void the_owner_aborts_and_others_do_not() throws Exception {
    Answer refused =
        web.loggedIn("bob").send("POST", "/jobs/%s/abort".formatted(ids.running()), Map.of());
    Answer one =
        alice.send(
            "POST",
            "/jobs/%s/abort".formatted(ids.running()),
            Map.of("hosts", List.of("alpha.lab"), "reason", "wrong <kernel>"));
    Answer rest = alice.send("POST", "/jobs/%s/abort".formatted(ids.running()), Map.of());

    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    assertThat((List<?>) one.json().get("entries")).hasSize(1);
    assertThat((List<?>) rest.json().get("entries")).hasSize(2);
    assertThat(alice.get("/jobs/%s/entries".formatted(ids.running())).items().getFirst())
        .containsEntry("status_in_words", "Aborted (Running)")
        .containsEntry("aborted_by", "alice")
        .containsEntry("abort_reason", "wrong <kernel>");
    assertThat(web.browser("alice").get("/jobs/" + ids.running()).body())
        .contains("by alice: <bdi>wrong &lt;kernel&gt;</bdi>");
  }

  @Test
  void a_job_is_checked_and_not_made() throws Exception {
    Map<String, Object> sound =
        Map.of(
            "name",
            "n",
            "control_file",
            "job.run_test('sleeptest')",
            "hosts",
            List.of("alpha.lab"));
    Map<String, Object> unsound =
        Map.of("name", "n", "control_file", "job.run_test('sleeptest')", "hosts", List.of("ghost"));
    int before = alice.get("/jobs?limit=500").items().size();

    assertThat(alice.send("POST", "/jobs/check", sound).status()).isEqualTo(204);
    Answer refused = alice.send("POST", "/jobs/check", unsound);

    assertThat(refused.status()).as(refused.text()).isBetween(400, 409);
    assertThat(refused.text()).contains("ghost");
    assertThat(alice.get("/jobs?limit=500").items()).hasSize(before);
  }
}
