package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.lab.DroneDuties;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.Leases;
import org.autotest.store.lab.LoopFigures;
import org.autotest.store.views.LabViews;
import org.autotest.store.views.MetricViews;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.autotest.web.access.Passwords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What programs that watch the lab get, without a login.
@ExtendWith(MariaDbExtension.class)
class WatchTest {
  @TempDir Path results;
  private RunningWeb web;

  @BeforeEach
  void serve(Database database, SettableClock clock) {
    web = new RunningWeb(database, clock, results, results);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void metrics_count_what_waits_and_tell_what_the_dispatcher_did(
      Database database, LabBuilder build) throws Exception {
    build.user("alice");
    build.entry(build.job("alice", "job"), build.host("host1"));
    build.lock(build.host("host2"));
    Leases leases = Leases.register(database, "lab", "here", new ProcessRef(1, 1, "b"), 7);
    leases.take(Duration.ofSeconds(60), Duration.ofHours(8));
    new DroneDuties(database, new DroneDuties.Self("lab", 7, "b", Duration.ofMinutes(30))).beat();
    leases.note(new LoopFigures(900, 800, 55, 44, 3, Duration.ofMillis(1_500)));

    HttpResponse<String> answer = web.stranger().get("/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
    assertThat(answer.body().lines())
        .contains(
            "# TYPE autotest_entries gauge",
            "autotest_entries{status=\"Queued\"} 1",
            "autotest_hosts{status=\"Ready\"} 2",
            "autotest_hosts_locked 1",
            "autotest_dispatcher_plans{name=\"lab\"} 1",
            "autotest_dispatcher_processes_max{name=\"lab\"} 7",
            "autotest_drone_processes{name=\"lab\"} 0",
            "autotest_drone_processes_max{name=\"lab\"} 7",
            "autotest_drone_state{name=\"lab\",state=\"ready\"} 1",
            "autotest_drone_state{name=\"lab\",state=\"lost\"} 0",
            "autotest_dispatcher_rounds_total{name=\"lab\"} 900",
            "autotest_dispatcher_decisions_lost_total{name=\"lab\"} 3",
            "autotest_dispatcher_cpu_seconds_total{name=\"lab\"} 1.500");
  }

  /// One has started and runs, the other has ended; an archive and two letters failed.
  private static void flow(Database database, Instant now, JobId job, List<EntryId> entries) {
    EntryId started = entries.getFirst();
    EntryId ended = entries.getLast();
    database.transactVoid(
        handle -> {
          handle.execute("UPDATE afe_jobs SET created_on = ?", now.minus(Duration.ofSeconds(90)));
          for (EntryId entry : entries) {
            handle.execute(
                "INSERT INTO afe_event_log (happened_at, kind, subject_id, job_id, old_status,"
                    + " new_status) VALUES (?, 'entry', ?, ?, 'Starting', 'Running')",
                now.minus(Duration.ofSeconds(entry.equals(ended) ? 80 : 60)),
                entry.value(),
                job.value());
          }
          handle.execute(
              "INSERT INTO afe_event_log (happened_at, kind, subject_id, job_id, old_status,"
                  + " new_status, reason)"
                  + " VALUES (?, 'entry', ?, ?, 'Archiving', 'Completed', 'archiving 1: full')",
              now,
              ended.value(),
              job.value());
          handle.execute(
              "UPDATE afe_host_queue_entries SET status = 'Completed', complete = 1,"
                  + " finished_on = ? WHERE id = ?",
              now,
              ended.value());
          handle.execute(
              "UPDATE afe_host_queue_entries SET status = 'Running', active = 1 WHERE id = ?",
              started.value());
          handle.execute(
              "INSERT INTO afe_notices (kind, recipient, created_at, due_at, attempts, problem)"
                  + " VALUES ('mail', 'a', ?, ?, 2, 'no answer'), ('mail', 'b', ?, NULL, 30, 'no'),"
                  + " ('mail', 'just being sent', ?, ?, 1, NULL)",
              now,
              now,
              now,
              now,
              now);
        });
  }

  @Test
  void metrics_tell_how_work_goes_through_the_lab(
      Database database, LabBuilder build, SettableClock clock) throws Exception {
    build.user("alice");
    JobId job = build.job("alice", "job");
    EntryId started = build.entry(job, build.host("host1"));
    EntryId ended = build.entry(job, build.host("host2"));
    build.entry(job, build.host("host3"));
    flow(database, clock.instant(), job, List.of(started, ended));

    assertThat(web.stranger().get("/metrics").body().lines())
        .contains(
            "autotest_oldest_waiting_seconds 90",
            "autotest_submit_to_start_seconds 20",
            "autotest_submit_to_start_seconds_max 30",
            "autotest_entries_ended{status=\"Completed\"} 1",
            "autotest_archives_failed 1",
            "autotest_notices_late 1",
            "autotest_notices_given_up 1")
        .anyMatch(line -> line.matches("autotest_results_free_bytes [1-9]\\d*"));
  }

  @Test
  void health_is_ok_while_a_dispatcher_plans(Database database) throws Exception {
    HttpResponse<String> before = web.stranger().get("/healthz");
    Leases leases = Leases.register(database, "lab", "here", new ProcessRef(1, 1, "b"), 7);
    leases.take(Duration.ofSeconds(60), Duration.ofHours(8));

    HttpResponse<String> then = web.stranger().get("/healthz");

    assertThat(before.statusCode()).isEqualTo(503);
    assertThat(before.body()).contains("no dispatcher plans");
    assertThat(then.statusCode()).isEqualTo(200);
    assertThat(then.body()).isEqualTo("ok\n");
  }

  @Test
  void health_is_bad_while_nothing_can_begin(Database database, LabBuilder build) throws Exception {
    build.user("alice");
    Leases leases = Leases.register(database, "lab", "here", new ProcessRef(1, 1, "b"), 7);
    leases.take(Duration.ofMinutes(5), Duration.ofHours(8));
    EntryId waits = build.entry(build.job("alice", "job"), build.host("host1"));
    build.status(waits, EntryStatus.STARTING);
    execution(database, "running", "UTC_TIMESTAMP(3)");
    execution(database, "abandoned", "NULL");
    assertThat(web.stranger().get("/healthz").body()).isEqualTo("ok\n");

    database.transactVoid(
        handle ->
            handle.execute(
                "UPDATE afe_host_queue_entries SET failure_blame = 'LAB',"
                    + " failure_problem = 'the disk is full' WHERE id = ?",
                waits.value()));
    HttpResponse<String> health = web.stranger().get("/healthz");

    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.body())
        .isEqualTo("nothing begins, and the lab is to blame; with a token this tells why\n");
    assertThat(new MetricViews(database).standstill()).contains("the disk is full");
    execution(database, "running", "UTC_TIMESTAMP(3)");
    assertThat(web.stranger().get("/healthz").body()).isEqualTo("ok\n");
  }

  private static void execution(Database database, String status, String started) {
    database.transactVoid(
        handle ->
            handle.execute(
                "INSERT INTO afe_executions (purpose, results_path, status, created_at, started_at)"
                    + " VALUES ('run', 'x', '%s', UTC_TIMESTAMP(3), %s)"
                        .formatted(status, started)));
  }

  @Test
  void what_stopped_the_loop_is_told_for_a_minute_to_those_who_have_a_login(
      Database database, LabBuilder build) throws Exception {
    build.user("alice");
    database.transactVoid(
        handle ->
            handle.execute(
                "INSERT INTO afe_credentials (user_id, password_hash, changed_at)"
                    + " SELECT id, ?, ? FROM afe_users WHERE login = 'alice'",
                Passwords.hash(SeededLab.PASSWORD),
                database.now()));
    Leases leases = Leases.register(database, "lab", "here", new ProcessRef(1, 1, "b"), 7);
    leases.take(Duration.ofMinutes(5), Duration.ofHours(8));
    leases.tellTrouble("planning: index 5 out of bounds\nfor length 5");

    HttpResponse<String> health = web.stranger().get("/healthz");

    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.body())
        .isEqualTo("a dispatcher is in trouble; with a token this tells of it\n");
    String token = web.loggedIn("alice").token();
    assertThat(web.stranger().get("/healthz", "Authorization", "Bearer " + token).body())
        .isEqualTo("dispatcher lab: planning: index 5 out of bounds for length 5\n");
    assertThat(web.stranger().get("/metrics").body())
        .contains("autotest_dispatcher_trouble{name=\"lab\"} 1\n");
    assertThat(new LabViews(database).overview().dispatcherTrouble()).isPresent();

    database.transactVoid(
        handle ->
            handle.execute(
                "UPDATE afe_dispatchers SET trouble_at = trouble_at - INTERVAL 61 SECOND"));
    assertThat(web.stranger().get("/healthz").body()).isEqualTo("ok\n");
    assertThat(new LabViews(database).overview().dispatcherTrouble()).isEmpty();
  }
}
