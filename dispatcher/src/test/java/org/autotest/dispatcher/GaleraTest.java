package org.autotest.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.autotest.dispatcher.launch.LocalLauncher;
import org.autotest.dispatcher.run.DispatcherService;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChangeReader;
import org.autotest.store.LabChanges;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.LabStore;
import org.autotest.store.lab.LeaseLost;
import org.autotest.store.lab.Leases;
import org.autotest.store.schema.Migrations;
import org.autotest.store.tko.ResultsIngestion;
import org.autotest.testkit.MemoryTempDir;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// A cluster of three servers in the place of one database; the last test kills one of them.
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GaleraTest {
  private static final int JOBS = 40;

  private static List<GaleraCluster> started = List.of();

  @TempDir(factory = MemoryTempDir.class)
  Path root;

  private final InstantSource clock = InstantSource.system();

  @BeforeAll
  static void start() throws Exception {
    assumeThat(GaleraCluster.isInstalled())
        .as("apt-get install mariadb-server galera-4 rsync, for clusters")
        .isTrue();
    started = List.of(GaleraCluster.start(3));
    Migrations.migrate(cluster().address());
  }

  @AfterAll
  static void end() throws Exception {
    for (GaleraCluster cluster : started) {
      cluster.close();
    }
  }

  private static GaleraCluster cluster() {
    return started.getFirst();
  }

  @Test
  @Order(1)
  void changes_written_at_one_server_are_read_at_another_although_most_ids_are_left_out() {
    try (Database first = Database.open(cluster().address(0), clock);
        Database second = Database.open(cluster().address(1), clock)) {
      LabChangeReader reader = new LabChangeReader(second);
      List<Long> written = LongStream.rangeClosed(1, 1_500).boxed().toList();
      written.forEach(
          subject -> first.transactVoid(handle -> LabChanges.append(handle, Kind.HOST, subject)));

      List<LabChange> seen = new ArrayList<>();
      await().until(() -> isWhole(reader.read(), seen) && seen.size() >= written.size());

      assertThat(seen).extracting(LabChange::subject).containsExactlyElementsOf(written);
      assertThat(seen.getLast().id() - seen.getFirst().id()).isGreaterThan(2_000);
    }
  }

  private static boolean isWhole(LabChangeReader.News news, List<LabChange> all) {
    assertThat(news.isComplete()).isTrue();
    all.addAll(news.changes());
    return true;
  }

  @Test
  @Order(2)
  void a_planner_at_one_server_commits_nothing_after_another_took_over_at_a_second() {
    ProcessRef process = new ProcessRef(1, 1, "boot");
    try (Database first = Database.open(cluster().address(0), clock);
        Database second = Database.open(cluster().address(1), clock)) {
      Leases old = Leases.register(first, "old", "here", process, 1);
      assertThat(old.take(Duration.ofMillis(1), Duration.ofHours(8))).isTrue();
      Leases young = Leases.register(second, "young", "there", process, 1);

      assertThatThrownBy(
              () ->
                  new LabStore(first, old, _ -> {})
                      .change(
                          _ -> {
                            await()
                                .until(
                                    () -> young.take(Duration.ofMinutes(1), Duration.ofHours(8)));
                            return true;
                          }))
          .isInstanceOf(LeaseLost.class);
      young.release();
    }
  }

  @Test
  @Order(3)
  void jobs_go_on_when_the_server_that_everybody_uses_is_killed() throws Exception {
    ScriptedRuns runs = new ScriptedRuns(root);
    ScriptedRuns.fill(cluster().address(), 4, JOBS);
    try (LocalLauncher launcher = new LocalLauncher(0);
        Database own = Database.open(cluster().address(), clock)) {
      DispatcherService dispatcher =
          new DispatcherService(
              runs.config("galera"),
              own,
              launcher,
              new ResultsIngestion(own)::ingest,
              new DispatcherService.Self("here", launcher.ownProcess(), clock, ZoneOffset.UTC));
      Thread thread = Thread.ofPlatform().start(dispatcher::run);
      await().atMost(Duration.ofMinutes(1)).until(() -> runs.ran().size() >= JOBS / 4);

      cluster().kill(0);
      int before = runs.ran().size();

      try (Database look = Database.open(cluster().address(2), clock)) {
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> ScriptedRuns.count(look, "complete = 0") == 0);
        assertThat(before).as("runs before the kill").isLessThan(JOBS);
        assertThat(ScriptedRuns.count(look, "status = 'Completed'")).isEqualTo(JOBS);
        assertThat(runs.ran()).hasSize(JOBS).doesNotHaveDuplicates();
      }
      dispatcher.close();
      thread.join();
    }
  }
}
