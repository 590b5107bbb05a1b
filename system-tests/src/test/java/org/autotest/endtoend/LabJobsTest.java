package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autotest.endtoend.ThreeMachines.MEETS;
import static org.autotest.endtoend.ThreeMachines.SPARE;
import static org.autotest.endtoend.ThreeMachines.THREE;
import static org.autotest.endtoend.ThreeMachines.TWO;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.store.Database;
import org.autotest.store.lab.EventLog;
import org.autotest.testkit.MarkedProcesses;
import org.autotest.testkit.NeedsSshd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is expected of jobs, as somebody who runs a lab meets it: real autoserv processes and
/// clients on machines with OpenSSH.
@Tag("long")
@NeedsSshd
class LabJobsTest extends ThreeMachinesTest {
  LabJobsTest() {
    super("");
  }

  @Test
  void s1_a_job_on_one_host_goes_through_every_status_in_its_order() throws Exception {
    long job = lab.create("life", RunningLab.QUICK, "-m", TWO, "-B", "Never", "-a", "Always");

    assertThat(machines.awaitEnds(job)).containsExactly("Completed");
    machines.awaitStatus(TWO, "Ready");

    try (Database database = lab.database()) {
      List<EventLog.Event> lines = new EventLog(database).after(0, 10_000);
      List<EventLog.Event> entry =
          lines.stream()
              .filter(line -> line.kind().equals("entry") && line.job().equals(Optional.of(job)))
              .toList();
      long first = entry.getFirst().id();
      assertThat(entry.stream().map(EventLog.Event::to))
          .containsSubsequence(
              "Verifying", "Pending", "Starting", "Running", "Gathering", "Parsing", "Completed");
      assertThat(
              lines.stream()
                  .filter(line -> line.id() > first)
                  .filter(line -> line.kind().equals("host"))
                  .filter(line -> line.hostname().equals(Optional.of(TWO)))
                  .map(EventLog.Event::to))
          .containsExactly("Verifying", "Pending", "Running", "Cleaning", "Ready");
    }
  }

  @Test
  void s2_failed_tests_complete_a_job_and_autoserv_that_fails_fails_it() throws Exception {
    long tests =
        lab.create(
            "tests",
            "job.run_test('sleeptest', seconds=0, constraints=['nothing > 1'])\n",
            "-m",
            TWO);
    long fails =
        lab.create(
            "fails",
            "raise error.JobError('no such luck')\n",
            "-m",
            THREE,
            "--control-type",
            "Server");

    assertThat(machines.awaitEnds(tests)).containsExactly("Completed");
    assertThat(lab.get("/jobs/%d/tests".formatted(tests)).findValue("status").asString())
        .isEqualTo("FAIL");
    assertThat(machines.awaitEnds(fails)).containsExactly("Failed");
    assertThat(machines.entries(fails, "problem").toString()).contains("no such luck");
    Path results = machines.results(fails).resolve(THREE);
    assertThat(results.resolve(".autoserv_execute")).exists();
    assertThat(results.resolve(".collect_crashinfo_execute")).doesNotExist();
  }

  @Test
  void s3_an_abort_ends_the_run_and_says_who_asked() throws Exception {
    long job = sleeper(TWO);

    machines.atest("job", "abort", Long.toString(job));

    assertThat(machines.awaitEnds(job)).containsExactly("Aborted");
    assertThat(machines.entries(job, "aborted_by")).containsExactly("alice");
    assertThat(machines.results(job).resolve(TWO + "/status.log"))
        .content()
        .contains("aborted by alice");
    assertThat(clients(TWO)).as("clients on the machine").isEmpty();
  }

  /// A job whose test is under way.
  private long sleeper(String host) throws Exception {
    long job = lab.create("long", "job.run_test('sleeptest', seconds=600)\n", "-m", host);
    Path log = machines.results(job).resolve(host + "/status.log");
    await()
        .atMost(RunningLab.LIMIT)
        .until(() -> Files.exists(log) && Files.readString(log).contains("START\tsleeptest"));
    assertThat(clients(host)).as("the client on the machine").isNotEmpty();
    return job;
  }

  private List<ProcessHandle> clients(String host) {
    return MarkedProcesses.of("AUTOTEST_RUN=" + machines.machine(host).home());
  }

  @Test
  void s7_and_20_a_killed_dispatcher_finds_its_jobs_again_and_ends_those_past_their_time()
      throws Exception {
    long late = sleeper(TWO);
    machines.atest("host", "mod", THREE, "-l");
    long waits = lab.create("waits", RunningLab.QUICK, "-m", THREE, "--force");
    try (Database database = lab.database()) {
      database.transactVoid(
          handle ->
              handle.execute(
                  "UPDATE afe_jobs SET created_on = created_on - INTERVAL 100 HOUR"
                      + " WHERE id IN (?, ?)",
                  late,
                  waits));
    }

    lab.killAndRestart();

    assertThat(machines.awaitEnds(late)).containsExactly("Aborted");
    assertThat(machines.awaitEnds(waits)).containsExactly("Aborted");
    assertThat(machines.entries(late, "aborted_by")).containsExactly("autotest_system");
    assertThat(lab.get("/jobs/%d/tests".formatted(late)).findValues("test")).hasSize(1);
  }

  @Test
  void s9_urgent_goes_before_what_was_submitted_earlier() throws Exception {
    machines.atest("host", "mod", TWO, "-l");
    long low = lab.create("low", RunningLab.QUICK, "-m", TWO, "-p", "Low", "--force");
    long urgent = lab.create("urgent", RunningLab.QUICK, "-m", TWO, "-p", "Urgent", "--force");
    assertThat(lab.atest("job", "why", Long.toString(low)).out())
        .contains("two is locked by alice");

    machines.atest("host", "mod", TWO, "-u");

    assertThat(machines.awaitEnds(low)).containsExactly("Completed");
    assertThat(machines.awaitEnds(urgent)).containsExactly("Completed");
    assertThat(started(urgent)).isBefore(started(low));
  }

  private Instant started(long job) {
    return Instant.parse(machines.entries(job, "started_at").getFirst());
  }

  @Test
  void s11_a_right_to_a_host_is_asked_for_when_a_job_is_created_and_when_it_is_scheduled()
      throws Exception {
    String bob = lab.addUser("bob");
    Path control = Files.writeString(state.resolve("bobs"), RunningLab.QUICK);
    String[] create = {"job", "create", "bobs", "-f", control.toString(), "-m", THREE, "--json"};
    machines.atest("host", "mod", THREE, "--lock", "--lock-hours", "1");
    Dist.Ran allowed = lab.atestAs(bob, create);
    assertThat(allowed.exit()).as(allowed.err()).isZero();
    long job = idOf(allowed);
    machines.atest("acl", "create", "team");
    machines.atest("acl", "add", "team", "-m", THREE);

    Dist.Ran refused = lab.atestAs(bob, create);
    machines.atest("host", "mod", THREE, "-u");

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("bob").contains(THREE);
    assertThat(lab.atest("job", "why", Long.toString(job)).out()).contains("bob");
    machines.atest("acl", "add", "team", "-u", "bob");
    assertThat(machines.awaitEnds(job)).containsExactly("Completed");
    machines.atest("acl", "add", "Everyone", "-m", THREE);
  }

  private static long idOf(Dist.Ran created) {
    JsonNode answer = JsonMapper.shared().readTree(created.out());
    return answer.findValue("id").asLong();
  }

  @Test
  void s12_a_machine_outside_the_inventory_is_used_once_and_not_listed() throws Exception {
    long job = lab.submitOnce(SPARE, RunningLab.QUICK);

    assertThat(machines.awaitEnds(job)).containsExactly("Completed");
    assertThat(machines.entries(job, "host")).containsExactly(SPARE);
    assertThat(lab.atest("host", "list").out()).contains(TWO).doesNotContain(SPARE);
  }

  @Test
  void s21_a_job_without_machines_runs_in_a_directory_of_its_own() throws Exception {
    long job = lab.create("alone", MEETS, "--hostless", "--control-type", "Server");

    assertThat(machines.awaitEnds(job)).containsExactly("Completed");
    assertThat(machines.results(job).resolve("hostless/status.log")).exists();
  }

  @Test
  void a_server_job_submits_another_waits_for_it_and_reads_its_results() throws Exception {
    String control =
        """
        from autotest_lib.server import frontend
        afe = frontend.AFE(user='driver', server='%1$s', token='%2$s')
        tko = frontend.TKO(server='%1$s', token='%2$s')
        assert 'two' in afe.get_hostnames(label='pair', locked=False), afe.get_hosts()
        driven = [
            afe.create_job_by_test(['sleeptest'], name='driven', hosts=['two'], run_verify=False),
            afe.create_job('job.run_test("sleeptest", seconds=0, constraints=["nothing > 1"])',
                           name='fails', hosts=['two'], run_verify=False)]
        assert afe.wait_for_jobs(driven, poll_interval=0.5, timeout=300)
        ended = [afe.poll_job_results(tko, one, debug=True) for one in driven]
        assert ended == [True, False], ended
        tests = driven[0].results
        assert [(t.test_name, t.hostname, t.status) for t in tests] == [('sleeptest', 'two', 'GOOD')]
        try:
            afe.create_job('pass', hosts=['nobody'])
            raise error.TestFail('it was taken')
        except frontend.FrontendError as refusal:
            assert 'nobody' in str(refusal), refusal
        """
            .formatted(lab.url(), lab.addUser("driver"));

    long job = lab.create("driver", control, "--hostless", "--control-type", "Server");

    List<String> ends = machines.awaitEnds(job);
    assertThat(machines.entries(job, "problem")).containsExactly("null");
    assertThat(ends).containsExactly("Completed");
  }

  @Test
  void s25_a_template_recurs_as_often_as_it_was_told_and_keeps_its_keyvals() throws Exception {
    long template =
        lab.create("hourly", RunningLab.QUICK, "-m", TWO, "--keyval", "a=b", "--template");
    machines.atest("recur", "create", Long.toString(template), "--every", "3600", "--count", "2");
    long first = made(template, 1);
    assertThat(machines.awaitEnds(first)).containsExactly("Completed");
    assertThat(machines.results(first).resolve(TWO + "/keyval")).content().contains("a=b");

    try (Database database = lab.database()) {
      database.transactVoid(
          handle -> handle.execute("UPDATE afe_recurring_run SET start_date = UTC_TIMESTAMP(3)"));
    }

    assertThat(machines.awaitEnds(made(template, 2))).containsExactly("Completed");
    try (Database database = lab.database()) {
      assertThat(
              (int)
                  database.read(
                      handle ->
                          handle
                              .createQuery(
                                  "SELECT COUNT(*) FROM afe_recurring_run"
                                      + " WHERE start_date IS NOT NULL")
                              .mapTo(Integer.class)
                              .one()))
          .as("due once more")
          .isZero();
    }
  }

  /// Waits for a job that was made of a template.
  private long made(long template, int number) {
    return await()
        .atMost(RunningLab.LIMIT)
        .until(
            () -> {
              try (Database database = lab.database()) {
                return database.read(
                    handle ->
                        handle
                            .createQuery(
                                "SELECT id FROM afe_jobs WHERE name = 'hourly' AND id > ?"
                                    + " ORDER BY id")
                            .bind(0, template)
                            .mapTo(Long.class)
                            .list());
              }
            },
            jobs -> jobs.size() >= number)
        .get(number - 1);
  }
}
