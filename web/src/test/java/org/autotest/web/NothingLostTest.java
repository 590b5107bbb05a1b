package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

/// What was said stays said: forms that are filled with what is there, requests that are taken
/// whole or refused, logs that belong to no test.
@ExtendWith(MariaDbExtension.class)
class NothingLostTest {
  private static final Pattern KEY = Pattern.compile("name=\"key\" value=\"([^\"]+)\"");

  @TempDir Path results;
  private RunningWeb web;
  private SeededLab.Ids ids;
  private Program alice;
  private Browser browser;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock) throws Exception {
    ids = new SeededLab(database, results).fill();
    web = new RunningWeb(database, clock, results, results);
    alice = web.loggedIn("alice");
    browser = web.browser("alice");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void a_job_like_one_on_a_machine_outside_the_inventory_runs_there_again() throws Exception {
    Object first = made("one_time_hosts", List.of("127.0.0.1"));

    String form = browser.get("/jobs/new?like=" + first).body();
    HttpResponse<String> again =
        browser.post("/jobs/new", RunningWeb.csrf(form), fields(form, "one_time_hosts"));

    assertThat(value(form, "one_time_hosts")).isEqualTo("127.0.0.1");
    assertThat(value(form, "more_hosts")).isEmpty();
    assertThat(again.statusCode()).as(again.body()).isEqualTo(303);
  }

  @Test
  void a_job_like_a_large_one_is_as_large(Database database) throws Exception {
    Object first = made("meta_hosts", Collections.nCopies(1_200, "kvm"));

    String form = browser.get("/jobs/new?like=" + first).body();
    Map<String, Object> fields = fields(form, "meta_hosts");
    fields.put("force", "true");
    HttpResponse<String> again = browser.post("/jobs/new", RunningWeb.csrf(form), fields);

    assertThat(value(form, "meta_hosts")).isEqualTo("1200*kvm");
    assertThat(again.statusCode()).as(again.body()).isEqualTo(303);
    String job = again.headers().firstValue("Location").orElse("").replaceAll("\\D", "");
    int entries =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT COUNT(*) FROM afe_host_queue_entries WHERE job_id = ?")
                    .bind(0, job)
                    .mapTo(Integer.class)
                    .one());
    assertThat(entries).isEqualTo(1_200);
  }

  @Test
  void a_failure_of_a_late_entry_is_told_with_whose_it_is(Database database) throws Exception {
    Object job = made("meta_hosts", Collections.nCopies(600, "kvm"));
    SeedRows rows = new SeedRows(database);
    rows.update(
        "UPDATE afe_host_queue_entries SET status = 'Completed', complete = 1 WHERE job_id = ?",
        job);
    rows.update(
        "UPDATE afe_host_queue_entries SET status = 'Failed', failure_blame = 'HOST',"
            + " failure_problem = 'connecting to h600: no answer in 60 s'"
            + " WHERE job_id = ? ORDER BY id DESC LIMIT 1",
        job);

    assertThat(alice.get("/jobs/" + job).json().get("verdict"))
        .asString()
        .contains("on 1 of 600 hosts: the host is to blame");
  }

  @Test
  void an_attribute_that_a_form_could_not_give_back_is_refused() throws Exception {
    for (Map<String, String> wrong :
        List.of(
            Map.of("note", "line one\nline=two"),
            Map.of("note", "one\u2028two"),
            Map.of("a=b", "c"),
            Map.of("a\nb", "c"),
            Map.of("two words", "c"))) {
      Answer answer = alice.send("PATCH", "/hosts/delta.lab", Map.of("attributes", wrong));
      assertThat(answer.status()).as(wrong.toString()).isEqualTo(400);
      assertThat(answer.error().get("fields")).asString().contains("attributes");
    }
    Map<String, String> right = Map.of("serial.port_1-a", "/dev/ttyS0=9600, 8N1");
    assertThat(alice.send("PATCH", "/hosts/delta.lab", Map.of("attributes", right)).json())
        .containsEntry("attributes", right);
  }

  @Test
  void an_attribute_with_a_name_of_old_can_be_removed(Database database) throws Exception {
    new SeedRows(database)
        .update(
            "INSERT INTO afe_host_attributes (host_id, attribute, value)"
                + " SELECT id, 'old name', 'x' FROM afe_hosts WHERE hostname = 'delta.lab'");

    Answer answer =
        alice.send("PATCH", "/hosts/delta.lab", Map.of("attributes", Map.of("old name", "")));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json()).containsEntry("attributes", Map.of());
  }

  @Test
  void a_reason_for_a_lock_without_a_lock_is_refused_and_no_host_is_made() throws Exception {
    Answer reason =
        alice.send("POST", "/hosts", Map.of("hostname", "lk", "lock_reason", "no cable yet"));
    Answer hours = alice.send("POST", "/hosts", Map.of("hostname", "lk", "lock_hours", 3));

    assertThat(reason.status()).isEqualTo(400);
    assertThat(reason.error().get("fields")).asString().contains("goes with locked=true");
    assertThat(hours.status()).isEqualTo(400);
    assertThat(alice.get("/hosts/lk").status()).isEqualTo(404);
  }

  @Test
  void the_row_of_a_job_has_the_logs_of_its_execution_and_not_those_of_tests(Database database)
      throws Exception {
    long row =
        new SeedRows(database)
            .insert(
                "INSERT INTO tko_tests (job_idx, test, subdir, kernel_idx, status, machine_idx)"
                    + " SELECT job_idx, 'SERVER_JOB', '----', kernel_idx, status, machine_idx"
                    + " FROM tko_tests WHERE test_idx = ?",
                ids.failedTest());
    Path execution = results.resolve("%s-bob/beta.lab".formatted(ids.failed()));
    Files.createDirectories(execution.resolve("debug"));
    Files.writeString(execution.resolve("debug/autoserv.DEBUG"), "no answer\n");
    Files.createDirectories(execution.resolve("8-verify"));
    Files.writeString(execution.resolve("8-verify/autoserv.DEBUG"), "verify\n");

    Answer shown = alice.get("/results/" + row);

    assertThat(shown.json().get("logs"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(Map.class))
        .extracting(log -> log.get("path"))
        .containsExactly("8-verify/autoserv.DEBUG", "debug/autoserv.DEBUG", "status.log");
    assertThat(alice.get("/results/%d/log?path=status.log".formatted(row)).text())
        .startsWith("START");
    assertThat(browser.get("/results/" + row).body()).contains("no answer", "8-verify");
  }

  @Test
  void an_experimental_test_is_offered_to_those_who_want_it(Database database) throws Exception {
    SeedRows rows = new SeedRows(database);
    rows.update("UPDATE afe_autotests SET experimental = 1 WHERE name = 'kvm_boot'");

    assertThat(browser.get("/jobs/new").body()).contains("dbench").doesNotContain("kvm_boot");
    assertThat(browser.get("/jobs/new?test=kvm_boot").body()).contains("kvm_boot");
    assertThat(alice.get("/tests?name=kvm").items()).isEmpty();
    assertThat(alice.get("/tests?name=kvm&experimental=true").items()).hasSize(1);
    rows.update("UPDATE afe_users SET show_experimental = 1 WHERE login = 'alice'");
    assertThat(browser.get("/jobs/new").body()).contains("kvm_boot");
  }

  @Test
  void a_test_is_found_by_its_directory_and_not_by_the_name_of_its_control_file(Database database)
      throws Exception {
    new SeedRows(database)
        .update(
            "UPDATE afe_autotests SET name = 'Boot', path = 'kvm/boot/control' WHERE name = 'kvm_boot'");

    assertThat(alice.get("/tests?name=m/boo").items())
        .singleElement()
        .satisfies(
            test ->
                assertThat(test)
                    .containsEntry("name", "Boot")
                    .containsEntry("directory", "kvm/boot"));
    assertThat(alice.get("/tests?name=control").items()).isEmpty();
  }

  private Object made(String where, List<String> names) throws Exception {
    Answer made =
        alice.send(
            "POST",
            "/jobs",
            Map.of("name", "first", "control_file", "void main() {}", where, names, "force", true));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return Objects.requireNonNull(made.json().get("id"));
  }

  /// What a browser would send back of a form.
  private static Map<String, Object> fields(String form, String where) {
    Matcher key = KEY.matcher(form);
    assertThat(key.find()).isTrue();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("key", key.group(1));
    fields.put("do", "create");
    fields.put("control_file", "void main() {}");
    for (String name : List.of("name", "priority", "timeout", "max_runtime_hrs", where)) {
      fields.put(name, value(form, name));
    }
    fields.put("priority", "Medium");
    return fields;
  }

  private static String value(String form, String name) {
    Matcher field =
        Pattern.compile("<input[^>]*name=\"%s\"[^>]*value=\"([^\"]*)\"".formatted(name))
            .matcher(form);
    return field.find() ? field.group(1) : "";
  }
}
