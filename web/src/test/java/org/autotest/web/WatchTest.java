package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.autotest.store.Database;
import org.autotest.store.lab.DroneDuties;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.Leases;
import org.autotest.store.lab.LoopFigures;
import org.autotest.store.views.LabViews;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
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
  void what_stopped_the_loop_is_told_for_a_minute(Database database) throws Exception {
    Leases leases = Leases.register(database, "lab", "here", new ProcessRef(1, 1, "b"), 7);
    leases.take(Duration.ofMinutes(5), Duration.ofHours(8));
    leases.tellTrouble("planning: index 5 out of bounds\nfor length 5");

    HttpResponse<String> health = web.stranger().get("/healthz");

    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.body())
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
