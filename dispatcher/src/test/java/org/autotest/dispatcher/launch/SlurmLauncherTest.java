package org.autotest.dispatcher.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.ScriptedRuns;
import org.autotest.dispatcher.launch.Launcher.Launch;
import org.autotest.dispatcher.launch.SlurmLauncher.How;
import org.autotest.dispatcher.run.DispatcherService;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.tko.ResultsIngestion;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.NeedsProgram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A real Slurm with one node.
@Tag("long")
@NeedsProgram(value = "slurmctld", from = "slurm-wlm")
@ExtendWith(MariaDbExtension.class)
class SlurmLauncherTest {
  private static final ExecutionId SEVEN = new ExecutionId(7);

  @TempDir static Path home;
  private static List<SlurmCluster> started = List.of();

  @TempDir Path directory;
  private final LocalLauncher local = new LocalLauncher(0);
  private SlurmLauncher launcher;

  @BeforeAll
  static void start() throws IOException {
    started = List.of(SlurmCluster.start(home));
  }

  @AfterAll
  static void end() {
    started.forEach(SlurmCluster::close);
  }

  @BeforeEach
  void open() throws IOException {
    launcher = launcher();
  }

  @AfterEach
  void close() throws IOException {
    launcher.close();
    local.close();
    cluster().says("scancel", "--full", "--signal=KILL", "--me");
    cluster().says("scancel", "--me");
  }

  private static SlurmCluster cluster() {
    return started.getFirst();
  }

  private SlurmLauncher launcher(String... options) throws IOException {
    return new SlurmLauncher(new How(List.of(options), Optional.of(cluster().commands())), local);
  }

  private Launch launch(String... argv) {
    return new Launch(SEVEN, directory, List.of(argv), directory.resolve("out"));
  }

  private CountDownLatch goneOf(ProcessRef process) {
    CountDownLatch gone = new CountDownLatch(1);
    launcher.onGone(process, gone::countDown);
    return gone;
  }

  private static void awaitGone(CountDownLatch gone) throws InterruptedException {
    assertThat(gone.await(1, TimeUnit.MINUTES)).as("the end is noticed").isTrue();
  }

  private String output() throws IOException {
    return Files.exists(directory.resolve("out")) ? Files.readString(directory.resolve("out")) : "";
  }

  @Test
  void a_program_gets_its_arguments_as_they_are_and_its_end_is_noticed() throws Exception {
    ProcessRef process =
        launcher.launch(launch("sh", "-c", "echo \"$1\"; pwd", "-", "a 'b' $c * \"d"));
    assertThat(process.startTicks()).isEqualTo(SEVEN.value());
    awaitGone(goneOf(process));

    assertThat(output()).contains("a 'b' $c * \"d", directory.toString());
    assertThat(launcher.isAlive(process)).isFalse();
    assertThat(launcher.claim(SEVEN, directory)).contains(process);
  }

  @Test
  void a_program_that_is_asked_to_end_may_collect_what_it_has() throws Exception {
    ProcessRef process =
        launcher.launch(
            launch("sh", "-c", "trap 'echo ending; exit 3' TERM; echo up; sleep 600 & wait"));
    CountDownLatch gone = goneOf(process);
    await().atMost(Duration.ofMinutes(1)).until(() -> output().contains("up"));
    assertThat(launcher.isAlive(process)).isTrue();

    launcher.terminate(process);
    awaitGone(gone);
    assertThat(output()).contains("ending");
  }

  @Test
  void a_program_that_does_not_end_is_ended_with_its_children() throws Exception {
    ProcessRef process =
        launcher.launch(
            launch("sh", "-c", "trap '' TERM; sleep 600 & echo $! > child; echo up; wait; wait"));
    CountDownLatch gone = goneOf(process);
    await().atMost(Duration.ofMinutes(1)).until(() -> output().contains("up"));
    long child = Long.parseLong(Files.readString(directory.resolve("child")).strip());

    launcher.kill(process);
    awaitGone(gone);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void a_start_that_was_given_up_while_slurm_held_it_never_happens() throws Exception {
    try (SlurmLauncher holding = launcher("--hold")) {
      ProcessRef process = holding.launch(launch("sh", "-c", "echo ran"));
      assertThat(holding.isAlive(process)).isTrue();
      assertThat(holding.claim(SEVEN, directory)).isEmpty();

      cluster().says("scontrol", "release", Long.toString(process.pid()));
      awaitGone(goneOf(process));
      assertThat(output()).doesNotContain("ran");
    }
  }

  @Test
  void a_start_that_slurm_still_holds_is_called_off() throws Exception {
    try (SlurmLauncher holding = launcher("--hold")) {
      ProcessRef process = holding.launch(launch("sh", "-c", "echo ran"));
      CountDownLatch gone = goneOf(process);
      launcher.terminate(process);
      awaitGone(gone);
      assertThat(output()).isEmpty();
    }
  }

  @Test
  void what_slurm_refuses_is_told_in_its_words() throws Exception {
    try (SlurmLauncher wrong = launcher("--partition=nowhere")) {
      assertThatThrownBy(() -> wrong.launch(launch("true")))
          .isInstanceOf(LaunchFailed.class)
          .hasMessageContaining("starting sbatch: ")
          .hasMessageContaining("partition");
    }
  }

  @Test
  void a_dispatcher_takes_jobs_through_slurm_from_one_end_to_the_other(DatabaseAddress address)
      throws Exception {
    ScriptedRuns runs = new ScriptedRuns(directory);
    ScriptedRuns.fill(address, 3, 6);
    InstantSource clock = InstantSource.system();
    try (Database database = Database.open(address, clock)) {
      DispatcherService dispatcher =
          new DispatcherService(
              runs.config("slurm"),
              database,
              launcher,
              new ResultsIngestion(database)::ingest,
              new DispatcherService.Self("here", local.ownProcess(), clock, ZoneOffset.UTC));
      Thread thread = Thread.ofPlatform().start(dispatcher::run);
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> ScriptedRuns.count(database, "complete = 0") == 0);
      dispatcher.close();
      thread.join();

      assertThat(ScriptedRuns.count(database, "status = 'Completed'")).isEqualTo(6);
      assertThat(runs.ran()).hasSize(6).doesNotHaveDuplicates();
    }
  }
}
