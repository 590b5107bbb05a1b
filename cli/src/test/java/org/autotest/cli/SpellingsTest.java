package org.autotest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.core.operation.Operations.*;

import java.util.List;
import org.autotest.cli.Shell.Outcome;
import org.junit.jupiter.api.Test;

/// What those are used to who know the command line of the original.
final class SpellingsTest extends ShellTest {
  @Test
  void hosts_may_stand_between_blanks_and_labels_may_hold_some() {
    lab.answer(HOST_LIST, "{\"items\": [{\"hostname\": \"big1\"}], \"next\": null}")
        .answer(JOB_CREATE, "{\"id\": 17}");

    Outcome outcome =
        shell.run(
            "job",
            "create",
            "n",
            "-t",
            "sleeptest",
            "-m",
            "demo1 demo2,demo3  2*big\\ disk",
            "-b",
            "big memory",
            "-e",
            "a@x b@x",
            "--one-time-hosts",
            "127.0.0.1 127.0.0.2");

    assertThat(outcome.err()).isEqualTo("Follow it with: atest job wait 17\n");
    assertThat(lab.argumentsOf(HOST_LIST)).containsEntry("labels", "big memory");
    assertThat(lab.argumentsOf(JOB_CREATE))
        .containsEntry("hosts", List.of("demo1", "demo2", "demo3", "big1"))
        .containsEntry("meta_hosts", List.of("big disk", "big disk"))
        .containsEntry("email_list", List.of("a@x", "b@x"))
        .containsEntry("one_time_hosts", List.of("127.0.0.1", "127.0.0.2"));
  }

  @Test
  void a_job_is_run_again_on_hosts_of_labels() {
    lab.answer(HOST_LIST, "{\"items\": [{\"hostname\": \"big1\"}], \"next\": null}")
        .answer(JOB_CLONE, "{\"id\": 18}");

    shell.run("job", "clone", "17", "-m", "demo1 2*x86", "-b", "big");

    assertThat(lab.argumentsOf(JOB_CLONE))
        .containsEntry("hosts", List.of("demo1", "big1"))
        .containsEntry("meta_hosts", List.of("x86", "x86"));
  }

  @Test
  void jobs_are_shown_by_name() {
    lab.answer(
            JOB_LIST,
            "{\"items\": [{\"id\": 9, \"name\": \"nightly-2\"}, {\"id\": 8, \"name\": \"nightly\"}],"
                + " \"next\": null}")
        .answer(JOB_SHOW, "{\"id\": 9, \"name\": \"nightly-2\"}")
        .answer(JOB_SHOW, "{\"id\": 8, \"name\": \"nightly\"}");

    Outcome outcome = shell.run("job", "stat", "nightly*", "nosuch");

    assertThat(outcome.out()).contains("nightly-2\n-----\nId:   8");
    assertThat(outcome.err()).isEqualTo("atest: nosuch: no job is called so\n");
    assertThat(outcome.status()).isEqualTo(ExitStatus.PARTLY.code());
  }

  @Test
  void experimental_tests_are_listed_when_they_are_asked_for_or_named() {
    lab.answer(TEST_LIST, "{\"items\": [{\"name\": \"new\"}], \"next\": null}");

    shell.run("test", "list");
    shell.run("test", "list", "-e");
    shell.run("test", "list", "new");

    assertThat(lab.calls())
        .extracting(call -> call.arguments().getOrDefault("experimental", ""))
        .containsExactly("", "true", "true");
  }

  @Test
  void who_is_meant_to_be_another_does_nothing() {
    lab.answer(AUTH_WHOAMI, "{\"login\": \"ann\", \"access_level\": 0}")
        .answer(JOB_ABORT, "{\"entries\": [1]}");

    Outcome other = shell.run("job", "abort", "17", "-Q", "bob");

    assertThat(other.status()).isEqualTo(ExitStatus.FAILED.code());
    assertThat(other.err())
        .isEqualTo(
            "atest: asking %s who you are: ann, and not bob. Try: atest login -Q bob\n"
                .formatted(lab.web()));
    assertThat(lab.calls()).extracting(FakeLab.Call::operation).containsExactly("auth.whoami");

    assertThat(shell.run("-Q", "ann", "job", "abort", "17").status()).isZero();
  }

  @Test
  void help_is_a_word_too() {
    assertThat(shell.run("help").out()).contains("Commands:");
    assertThat(shell.run("job", "help").out()).contains("create");
    assertThat(shell.run("help", "job", "abort").out()).startsWith("Examples:\n  atest job abort");
    assertThat(lab.calls()).isEmpty();
  }

  @Test
  void a_switch_may_stand_before_the_name() {
    lab.answer(HOST_RELEASE, 204, "").answer(LABEL_CREATE, "{\"name\": \"x86\"}");

    assertThat(shell.run("host", "release", "--force", "host1").status()).isZero();
    assertThat(shell.run("label", "create", "--platform", "x86").status()).isZero();

    assertThat(lab.argumentsOf(HOST_RELEASE))
        .containsEntry("hostname", "host1")
        .containsEntry("force", true);
    assertThat(lab.argumentsOf(LABEL_CREATE)).containsEntry("name", "x86");
  }

  @Test
  void refusals_name_what_the_person_can_change() {
    assertThat(shell.run("job", "why", "foo").err())
        .isEqualTo("atest: foo: ID: must be a whole number, is 'foo'\n");
    assertThat(shell.run("host", "release").err())
        .isEqualTo("atest: host release: no HOST given. Try: atest host release host1\n");
    assertThat(shell.run("host", "history", "h", "--tasks=maybe").err()).contains("--tasks");
    lab.answer(
        AUTH_PASSWD,
        400,
        "{\"error\": {\"blame\": \"SUBMITTER\", \"message\": \"m\","
            + " \"fields\": {\"new_password\": \"is too short\"}}}");
    assertThat(shell.typing("old\nlong enough\n").run("passwd").err())
        .startsWith("atest: new password: is too short");
  }

  @Test
  void a_star_stands_for_hosts_in_options_too() {
    String hosts =
        "{\"items\": [{\"hostname\": \"web1\"}, {\"hostname\": \"web2\"}], \"next\": null}";
    lab.answer(HOST_LIST, hosts).answer(LABEL_ADD, "{\"name\": \"kvm\"}");

    shell.run("label", "add", "kvm", "-m", "db1,web*");

    assertThat(lab.argumentsOf(LABEL_ADD)).containsEntry("hosts", List.of("db1", "web1", "web2"));
    lab.answer(HOST_LIST, "{\"items\": [], \"next\": null}");
    assertThat(shell.run("label", "add", "kvm", "-m", "nosuch*").err())
        .startsWith("atest: nosuch*: no host's name begins so");
  }

  @Test
  void a_job_is_checked_with_the_options_of_one_that_is_made() {
    lab.answer(JOB_CHECK, 204, "");

    Outcome outcome = shell.run("job", "check", "n", "-t", "sleeptest", "-m", "h1,2*x86");

    assertThat(outcome.out()).isEqualTo("The lab can run:\n\tn\n");
    assertThat(lab.argumentsOf(JOB_CHECK))
        .containsEntry("hosts", List.of("h1"))
        .containsEntry("meta_hosts", List.of("x86", "x86"));
  }

  @Test
  void a_refusal_names_the_verb_that_was_typed() {
    lab.answer(HOST_LIST, "{\"items\": [], \"next\": null}");

    assertThat(shell.run("job", "check", "n", "-b", "nosuch").err())
        .contains("job check: no host carries all of nosuch.");
    assertThat(shell.run("job", "clone", "17", "-b", "nosuch").err())
        .contains("job clone: no host carries all of nosuch.");
  }

  @Test
  void what_cannot_be_meant_is_refused_before_anything_is_made() {
    assertThat(shell.run("job", "clone", "1", "again").err())
        .isEqualTo("atest: job clone: no number of a job: again. A new name goes with --name\n");
    assertThat(shell.run("job", "clone", "-i", "1", "-r", "again").err())
        .isEqualTo(
            "atest: job clone: there is no -i: the job is the item, and --name a new name: "
                + "atest job clone 17 -r\n");
    assertThat(shell.run("job", "create", "n", "-s", "-t", "sleeptest", "-m", "h").err())
        .startsWith("atest: job create: tests say themselves where they run");
    assertThat(shell.run("job", "create", "").err())
        .startsWith("atest: job create: no NAME given. Try: ");
    assertThat(shell.run("host", "mod", "h1").err())
        .isEqualTo(
            "atest: host modify: nothing to change is given. Try: atest host mod host1 --lock\n");
    assertThat(shell.run("acl", "add", "team").err())
        .isEqualTo("atest: acl add: name users with -u, or hosts with -m, or both\n");

    assertThat(lab.calls()).isEmpty();
  }

  @Test
  void options_that_are_gone_are_in_no_help() {
    assertThat(shell.run("job", "clone", "--help").out())
        .contains("--reuse-hosts")
        .doesNotContain("-i, --id");
  }
}
