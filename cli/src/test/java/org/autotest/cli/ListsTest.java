package org.autotest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.core.operation.Operations.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.autotest.cli.Shell.Outcome;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Lists: how far they go, what names mean in them, and files that list items.
final class ListsTest extends ShellTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String HOSTS =
      """
      {"items": [{"hostname": "web1", "status": "Ready"}, {"hostname": "web2", "status": "Ready"}],
       "next": null}
      """;

  @Test
  void a_list_is_fetched_page_by_page_up_to_the_limit() {
    lab.answer(LABEL_LIST, "{\"items\": [{\"name\": \"a\"}, {\"name\": \"b\"}], \"next\": \"b\"}")
        .answer(LABEL_LIST, "{\"items\": [{\"name\": \"c\"}], \"next\": \"c\"}");

    Outcome outcome = shell.run("label", "list", "--limit", "3");

    assertThat(outcome.out().lines()).hasSize(4);
    assertThat(outcome.err()).contains("There are more");
    assertThat(lab.calls())
        .extracting(FakeLab.Call::arguments)
        .containsExactly(
            Map.of("platform", "false", "limit", "3"),
            Map.of("platform", "false", "limit", "1", "after", "b"));
  }

  @Test
  void what_dispatchers_decided_is_told_with_the_first_reasons() {
    lab.answer(
        SERVER_ROUNDS,
        """
        {"items": [{"dispatcher": "main", "began_at": null, "took_us": 12440, "changes": 3,
          "summary": "hosts taken: 2, runs started: 2", "decisions": [
            {"job_id": 8, "host": "web1", "reason": "web1 is free"},
            {"job_id": null, "host": "web2", "reason": "it stood for long"},
            {"job_id": 9, "host": null, "reason": "all of its hosts wait"},
            {"job_id": 10, "host": null, "reason": "there is room"}]}],
         "next": null}
        """);

    assertThat(shell.run("server", "rounds").out())
        .contains("12.4 ms", "hosts taken: 2, runs started: 2")
        .contains(
            "job 8 on web1: web1 is free; web2: it stood for long; job 9: all of its hosts wait; …")
        .doesNotContain("there is room");
  }

  @Test
  void names_are_exact_and_a_star_stands_for_the_rest() {
    lab.answer(HOST_LIST, HOSTS);

    assertThat(shell.run("host", "list", "web1").out().lines()).hasSize(2);
    assertThat(shell.run("host", "list", "web*").out().lines()).hasSize(3);

    Outcome partly = shell.run("host", "list", "web1,nosuch");
    assertThat(partly.status()).isEqualTo(ExitStatus.PARTLY.code());
    assertThat(partly.err())
        .isEqualTo("atest: nosuch: host list: nothing is called so; 2 contain it: --name nosuch\n");
  }

  @Test
  void a_list_of_one_job_that_is_cut_says_so() {
    lab.answer(JOB_ENTRIES, "{\"items\": [{\"id\": 1, \"host\": \"a\"}], \"next\": \"1\"}");

    Outcome table = shell.run("job", "entries", "2", "--limit", "1");
    Outcome records = shell.run("job", "entries", "2,3", "--limit", "1", "--parse");
    JsonNode json = JSON.readTree(shell.run("job", "entries", "2", "--limit", "1", "--json").out());
    JsonNode both = JSON.readTree(shell.run("job", "entries", "2,3", "--limit=1", "--json").out());

    assertThat(table.err()).isEqualTo("There are more of 2: give --limit N.\n");
    assertThat(records.err()).isEqualTo("There are more of 2, 3: give --limit N.\n");
    assertThat(json.path("next").asString()).isEqualTo("1");
    assertThat(both.path("next").isNull()).isTrue();
    assertThat(both.path("cut").valueStream().map(JsonNode::asString)).containsExactly("2", "3");
  }

  @Test
  void a_job_is_found_by_name_behind_many_newer_ones_that_contain_it() {
    lab.answer(
            JOB_LIST,
            "{\"items\": [{\"id\": 9, \"name\": \"nightly-2\"}, {\"id\": 8, \"name\": \"nightly-1\"}],"
                + " \"next\": \"8\"}")
        .answer(JOB_LIST, "{\"items\": [{\"id\": 1, \"name\": \"nightly\"}], \"next\": null}");

    Outcome outcome = shell.run("job", "list", "nightly", "--parse");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).startsWith("Id=1|Name=nightly");
    assertThat(lab.calls().getLast().arguments())
        .containsEntry("name", "nightly")
        .containsEntry("after", "8");
  }

  @Test
  void a_star_brings_no_more_rows_than_were_asked_for() {
    lab.answer(HOST_LIST, HOSTS);

    Outcome outcome = shell.run("host", "list", "web*", "--limit", "1");

    assertThat(outcome.out().lines()).hasSize(2);
    assertThat(outcome.err()).isEqualTo("There are more of web*: give --limit N.\n");
  }

  @Test
  void words_of_a_comment_in_a_list_are_no_hosts() throws IOException {
    Path list =
        Files.writeString(
            home.resolve("hosts"),
            "\uFEFF# keep bobhost, it is in use\r\nlk1,lk2#2 # not lk3\n\t#lk4\nlk1 lk5,#lk6\n");
    lab.answer(HOST_DELETE, "");

    Outcome outcome = shell.run("host", "delete", "-M", list.toString());

    assertThat(outcome.out()).isEqualTo("Deleted hosts:\n\tlk1\n\tlk2#2\n\tlk5\n");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void a_list_of_comments_alone_is_refused() throws IOException {
    Path list = Files.writeString(home.resolve("hosts"), "# nothing yet\n");

    Outcome outcome = shell.run("host", "delete", "-M", list.toString());

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).contains("it is empty");
    assertThat(lab.calls()).isEmpty();
  }

  @Test
  void own_jobs_are_listed_unless_all_are_wanted() {
    lab.answer(AUTH_WHOAMI, "{\"login\": \"ann\", \"access_level\": 0}")
        .answer(JOB_LIST, "{\"items\": [], \"next\": null}");

    Outcome outcome = shell.run("job", "list");
    shell.run("job", "list", "-a");

    assertThat(outcome.err()).contains("atest job create");
    assertThat(lab.calls().stream().filter(call -> call.operation().equals("job.list")))
        .extracting(FakeLab.Call::arguments)
        .containsExactly(Map.of("owner", "ann", "limit", "50"), Map.of("limit", "50"));
  }

  @Test
  void files_of_a_directory_are_listed_by_its_path() {
    lab.answer(
        RESULTS_FILES,
        "{\"items\": [{\"path\": \"hosts/h/1-verify\", \"kind\": \"directory\", \"size_bytes\": 0}],"
            + " \"next\": null}");

    assertThat(shell.run("results", "files", "hosts/h").out()).contains("hosts/h/1-verify");

    assertThat(lab.argumentsOf(RESULTS_FILES)).containsEntry("path", "hosts/h");
  }

  @Test
  void a_list_of_the_worst_hosts_shows_why_they_are() {
    lab.answer(
        HOST_LIST,
        "{\"items\": [{\"hostname\": \"web1\", \"runs\": 9, \"failures\": 4}], \"next\": null}");

    assertThat(shell.run("host", "list").out()).doesNotContain("Failures");
    assertThat(shell.run("host", "list", "--sort", "failures").out()).contains("Runs", "Failures");
  }

  @Test
  void lists_of_several_hosts_or_jobs_say_whose_each_row_is() {
    lab.answer(HOST_HISTORY, "{\"items\": [{\"kind\": \"Job\", \"job_id\": 3}], \"next\": null}")
        .answer(JOB_WHY, "{\"items\": [{\"entry_id\": 4}], \"next\": null}");

    assertThat(shell.run("host", "jobs", "web1,web2").out().lines())
        .map(line -> line.replaceFirst("  .*", ""))
        .containsExactly("Host", "web1", "web2");
    assertThat(shell.run("host", "jobs", "web1").out()).startsWith("Kind").doesNotContain("web1");
    assertThat(shell.run("host", "jobs", "web1", "--parse").out())
        .isEqualTo("Host=web1|Kind=Job|Job Id=3\n");
    assertThat(shell.run("job", "why", "17,18", "--parse").out().lines())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("Job=17|Entry=4"),
            second -> assertThat(second).startsWith("Job=18|Entry=4"));
    JsonNode json = JSON.readTree(shell.run("job", "why", "17", "--json").out());
    assertThat(json.path("items").path(0).path("job_id").asLong()).isEqualTo(17);
  }

  @Test
  void a_test_is_found_by_the_word_that_jobs_take() throws IOException {
    lab.answer(
        TEST_LIST,
        """
        {"items": [
          {"name": "Sleep test", "directory": "sleeptest", "path": "sleeptest/Control.java"},
          {"name": "Not sleeptest", "directory": null, "path": "nosleep/control.all"}],
         "next": null}
        """);

    Outcome outcome = shell.run("test", "list", "sleeptest");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().lines()).hasSize(2);
    assertThat(outcome.out()).contains("Directory", "Sleep test").doesNotContain("Control.java");
    assertThat(shell.run("test", "list", "-v", "sleep*").out()).contains("sleeptest/Control.java");
    Path list = Files.writeString(home.resolve("tests"), "sleeptest\n");
    assertThat(shell.run("test", "list", "-T", list.toString()).out()).isEqualTo(outcome.out());
  }

  @Test
  void labels_are_all_valid_and_of_one_kind_or_of_both() {
    lab.answer(LABEL_LIST, "{\"items\": [], \"next\": null}");

    assertThat(shell.run("label", "list", "-d").status()).isZero();

    Outcome both = shell.run("label", "list", "-t", "-a");
    assertThat(both.status()).isEqualTo(1);
    assertThat(both.err())
        .isEqualTo("atest: label list: --all and --platform exclude each other\n");
    assertThat(lab.calls()).hasSize(1);
  }
}
