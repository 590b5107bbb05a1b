package org.autotest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.core.operation.Operations.*;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.cli.Shell.Outcome;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class AtestTest extends ShellTest {
  @Test
  void a_list_is_a_table() {
    lab.answer(HOST_LIST, TWO_HOSTS);

    Outcome outcome = shell.run("host", "list");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out().lines())
        .containsExactly(
            "Host  Status           Locked                   Platform  Labels    Job",
            "web1  ✓ Ready                                   x86       big,fast",
            "web2  ⊘ Repair Failed  by ann: broken [2J disk                        7");
    assertThat(lab.calls().getFirst().token()).contains("secret");
  }

  @Test
  void a_table_fits_the_terminal_and_has_colours_there() {
    lab.answer(HOST_LIST, TWO_HOSTS);

    Outcome outcome = shell.onScreen(50, true).run("host", "list");

    assertThat(outcome.out().lines().map(line -> line.replaceAll("\u001b\\[\\d+m", "").length()))
        .allMatch(length -> length <= 50);
    assertThat(outcome.out()).contains("\u001b[32m✓\u001b[0m Ready").doesNotContain("\u001b[2J");
  }

  @Test
  void json_is_what_the_server_said() {
    lab.answer(HOST_LIST, TWO_HOSTS);

    Outcome outcome = shell.run("host", "list", "--json");

    JsonMapper json = JsonMapper.builder().build();
    assertThat(json.readTree(outcome.out())).isEqualTo(json.readTree(TWO_HOSTS));
  }

  @Test
  void a_job_is_created_with_hosts_labels_and_options() throws IOException {
    Path control = Files.writeString(home.resolve("control"), "NAME = 'x'\n");
    lab.answer(JOB_CREATE, "{\"id\": 17}");

    Outcome outcome =
        shell.run(
            ("job create nightly -s -n --synch_count=2 -p high -m host1,2*x86,*big\\,label -f "
                    + control)
                .split(" ", -1));

    assertThat(outcome.err()).isEqualTo("Follow it with: atest job wait 17\n");
    assertThat(outcome.out()).isEqualTo("Created job:\n\tnightly (id 17)\n");
    Map<String, Object> sent = lab.argumentsOf(JOB_CREATE);
    assertThat(sent)
        .containsEntry("name", "nightly")
        .containsEntry("control_file", "NAME = 'x'\n")
        .containsEntry("control_type", "Server")
        .containsEntry("run_verify", false)
        .containsEntry("synch_count", 2)
        .containsEntry("priority", "high")
        .containsEntry("hosts", List.of("host1"))
        .containsEntry("meta_hosts", List.of("x86", "x86", "big,label"))
        .containsKey("idempotency_key");
  }

  @Test
  void limits_are_hours_or_minutes_as_in_the_form() {
    lab.answer(JOB_CREATE, "{\"id\": 17}");

    shell.run("job", "create", "n", "-t", "x", "-o", "90m", "--max-runtime", "525600 min");

    assertThat(lab.argumentsOf(JOB_CREATE))
        .doesNotContainKeys("timeout", "max_runtime_hrs")
        .extracting("timeout_minutes", "max_runtime_minutes")
        .extracting(String::valueOf)
        .containsExactly("90", "525600");
    assertThat(shell.run("job", "create", "n", "-t", "x", "-o", "525601m").err())
        .contains("525600");
  }

  @Test
  void labels_are_expanded_to_the_hosts_that_carry_them() {
    lab.answer(HOST_LIST, TWO_HOSTS).answer(JOB_CREATE, "{\"id\": 17}");

    shell.run("job", "create", "n", "-t", "sleeptest", "-b", "big memory,fast", "-m", "web1");

    assertThat(lab.argumentsOf(HOST_LIST)).containsEntry("labels", List.of("big memory", "fast"));
    assertThat(lab.argumentsOf(JOB_CREATE)).containsEntry("hosts", List.of("web1", "web2"));
  }

  @Test
  void a_wrong_value_is_refused_before_anything_is_sent() {
    Outcome outcome = shell.run("job", "create", "n", "-t", "x", "--synch-count", "none");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("atest: n: --synch-count: ");
    assertThat(lab.calls()).isEmpty();
  }

  @Test
  void a_refusal_names_the_item_and_the_option() {
    lab.answer(HOST_MODIFY, "{}")
        .answer(HOST_MODIFY, 404, FakeLab.refusal("NOT_FOUND", "no host is called host2"));

    Outcome outcome = shell.run("host", "mod", "host1", "host2", "--lock", "-b", "a,b");

    assertThat(outcome.status()).isEqualTo(ExitStatus.PARTLY.code());
    assertThat(outcome.out()).isEqualTo("Modified hosts:\n\thost1\n");
    assertThat(outcome.err())
        .isEqualTo("atest: host2: host.modify: no host is called host2 (blame: the submitter)\n");
    assertThat(lab.calls().getFirst().arguments())
        .containsEntry("locked", true)
        .containsEntry("add_labels", List.of("a", "b"));
  }

  @Test
  void options_that_contradict_each_other_are_refused() {
    Outcome outcome = shell.run("host", "mod", "host1", "--lock", "--unlock");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo("atest: host modify: --unlock contradicts what gives --locked another value\n");
  }

  @Test
  void labels_are_put_on_hosts_and_platforms_are_listed_when_asked_for() {
    lab.answer(LABEL_ADD, "{}")
        .answer(LABEL_DELETE, "{\"name\": \"kvm\", \"hosts\": 3, \"tests\": 1}")
        .answer(LABEL_LIST, "{\"items\": [], \"next\": null}");

    Outcome added = shell.run("label", "add", "kvm", "big", "-m", "host1,host2");
    Outcome deleted = shell.run("label", "delete", "kvm");
    shell.run("label", "list", "-t");
    shell.run("label", "list", "-a");

    assertThat(added.out()).isEqualTo("Put on the hosts:\n\tkvm\n\tbig\n");
    assertThat(lab.calls().getFirst().arguments())
        .containsEntry("name", "kvm")
        .containsEntry("hosts", List.of("host1", "host2"));
    assertThat(deleted.out())
        .isEqualTo("Deleted labels:\n\tkvm (hosts that carried it: 3, tests that needed it: 1)\n");
    assertThat(lab.calls().get(3).arguments()).containsEntry("platform", "true");
    assertThat(lab.calls().get(4).arguments()).doesNotContainKey("platform");
  }

  @Test
  void an_access_group_gets_users_and_hosts() {
    lab.answer(ACL_CREATE, "{}").answer(ACL_ADD, "{}");

    shell.run("acl", "create", "team", "-d", "ours");
    Outcome added = shell.run("acl", "add", "team", "-u", "ann,bob", "-m", "host1");

    assertThat(lab.argumentsOf(ACL_CREATE)).containsEntry("description", "ours");
    assertThat(added.out()).isEqualTo("Added to access groups:\n\tteam\n");
    assertThat(lab.argumentsOf(ACL_ADD))
        .containsEntry("users", List.of("ann", "bob"))
        .containsEntry("hosts", List.of("host1"));
  }

  @Test
  void a_typo_gets_a_suggestion() {
    Outcome verb = shell.run("job", "lst");
    Outcome option = shell.run("host", "list", "--stauts", "Ready");

    assertThat(verb.status()).isEqualTo(1);
    assertThat(verb.err())
        .isEqualTo(
            """
            atest: 'lst' is not understood here. Did you mean: list?
            Try: atest job --help
            """);
    assertThat(option.err()).contains("Did you mean: --status?");
  }

  @Test
  void without_a_server_the_person_is_told_how_to_name_one() {
    shell.environment.clear();

    assertThat(shell.run("host", "list").err())
        .isEqualTo(
            "atest: finding the server: nothing names one. Give --web URL, set AUTOTEST_WEB, or: "
                + "atest login --web URL\n");
  }

  @Test
  void a_server_that_does_not_run_is_named() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    Outcome outcome = shell.run("host", "list", "-w", "127.0.0.1:" + port);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            ("atest: cannot reach the server at http://127.0.0.1:%d (from --web): connection "
                    + "refused. Is it running? Try: autotest doctor (blame: the lab)\n")
                .formatted(port));
  }

  @Test
  void a_login_is_remembered_for_its_server_alone() throws IOException {
    shell.environment.remove(Server.TOKEN_VARIABLE);
    lab.answer(AUTH_LOGIN, "{\"token\": \"abc\", \"login\": \"ann\"}")
        .answer(USER_LIST, "{\"items\": [], \"next\": null}");

    Outcome login = shell.typing("s3cret\n").run("login", "-Q", "ann");

    assertThat(login.err()).isEmpty();
    assertThat(login.out()).isEqualTo("Logged in:\n\tann at " + lab.web() + "\n");
    assertThat(lab.argumentsOf(AUTH_LOGIN)).containsEntry("password", "s3cret");
    Path file = home.resolve(".config/autotest/atest.conf");
    assertThat(Files.readString(file)).isEqualTo("web = " + lab.web() + "\ntoken = abc\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    shell.environment.clear();
    shell.run("user", "list");
    shell.run("user", "list", "-w", lab.web().replace("127.0.0.1", "localhost"));
    assertThat(lab.calls().stream().skip(1).map(FakeLab.Call::token))
        .containsExactly(Optional.of("abc"), Optional.empty());
  }

  @Test
  void a_new_password_gives_a_new_token() throws IOException {
    lab.answer(AUTH_PASSWD, "{\"token\": \"new\", \"login\": \"ann\"}");

    Outcome outcome = shell.typing("old one\nnew one\n").run("passwd");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .isEqualTo("Changed the password, and logged in again:\n\tann at " + lab.web() + "\n");
    assertThat(lab.argumentsOf(AUTH_PASSWD))
        .containsEntry("password", "old one")
        .containsEntry("new_password", "new one");
    assertThat(Files.readString(home.resolve(".config/autotest/atest.conf")))
        .contains("token = new\n");
  }

  @Test
  void the_log_of_the_failed_test_is_printed() {
    lab.answer(
            JOB_TESTS,
            """
            {"items": [
              {"id": 1, "test": "SERVER_JOB", "subdir": "----", "host": "h", "status": "FAIL"},
              {"id": 2, "test": "good", "subdir": "good", "host": "h", "status": "GOOD"},
              {"id": 3, "test": "bad", "subdir": "bad", "host": "h", "status": "FAIL"}],
             "next": null}
            """)
        .answer(
            RESULTS_SHOW,
            """
            {"id": 3, "logs": [{"path": "debug/bad.INFO"}, {"path": "debug/bad.DEBUG"},
              {"path": "results/a.DEBUG"}]}
            """)
        .answer(RESULTS_LOG, "line one\nGrüße\n");

    Outcome outcome = shell.run("job", "log", "17");

    assertThat(outcome.out()).isEqualTo("line one\nGrüße\n");
    assertThat(lab.argumentsOf(RESULTS_LOG)).containsEntry("path", "debug/bad.DEBUG");
  }

  @Test
  void an_answer_that_is_not_from_autotest_is_told_apart() {
    lab.answer(HOST_LIST, 404, "<html>Not found</html>")
        .answer(HOST_LIST, 502, "<html>Bad gateway</html>");

    assertThat(shell.run("host", "list").err())
        .contains("is not from an Autotest server. Is the address right?");
    assertThat(shell.run("host", "list").err())
        .endsWith("stands before the server, and gets no answer from it (blame: the lab)\n");
  }

  @Test
  void help_lists_the_exit_statuses() {
    Outcome outcome = shell.run("--help");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .startsWith("Examples:\n  atest job create first -t sleeptest -m host1\n")
        .contains("  2  done for some of the items, not for others");
  }
}
