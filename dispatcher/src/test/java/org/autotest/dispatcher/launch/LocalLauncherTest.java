package org.autotest.dispatcher.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.launch.Launcher.Launch;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes.
class LocalLauncherTest {
  private static final ExecutionId SEVEN = new ExecutionId(7);

  @TempDir Path directory;
  private final LocalLauncher launcher = new LocalLauncher(5);

  @AfterEach
  void end() {
    launcher.close();
  }

  private ProcessRef launch(ExecutionId id, String... argv) {
    return launcher.launch(new Launch(id, directory, List.of(argv), directory.resolve("out")));
  }

  private static void awaitGone(Launcher launcher, ProcessRef process) throws InterruptedException {
    CountDownLatch gone = new CountDownLatch(1);
    launcher.onGone(process, gone::countDown);
    assertThat(gone.await(30, TimeUnit.SECONDS)).as("the end is noticed").isTrue();
  }

  private String output() throws Exception {
    return Files.readString(directory.resolve("out"));
  }

  @Test
  void a_process_runs_in_a_session_of_its_own_with_what_it_prints_in_a_file() throws Exception {
    ProcessRef process =
        launch(SEVEN, "sh", "-c", "echo \"$1\"; pwd; nice; ps -o pid=,sid= -p $$", "-", "a 'b' $c");
    awaitGone(launcher, process);

    assertThat(output().lines().map(String::strip).toList())
        .contains("a 'b' $c", directory.toRealPath().toString())
        .anyMatch(line -> line.matches("%1$d\\s+%1$d".formatted(process.pid())));
    assertThat(launcher.isAlive(process)).isFalse();
  }

  @Test
  void another_dispatcher_on_the_machine_sees_and_watches_the_process() throws Exception {
    ProcessRef process = launch(SEVEN, "sleep", "600");
    try (LocalLauncher other = new LocalLauncher(0)) {
      assertThat(other.isAlive(process)).isTrue();
      assertThat(
              other.isAlive(
                  new ProcessRef(process.pid(), process.startTicks() - 1, process.bootId())))
          .as("an earlier process of that number")
          .isFalse();
      assertThat(other.isAlive(new ProcessRef(process.pid(), process.startTicks(), "other boot")))
          .as("before the reboot")
          .isFalse();

      other.terminate(process);
      awaitGone(other, process);
    }
  }

  @Test
  void a_process_that_does_not_end_when_asked_is_ended_with_all_its_children() throws Exception {
    ProcessRef process =
        launch(SEVEN, "sh", "-c", "trap '' TERM; sleep 601 & echo $!; wait; wait; sleep 600");
    await().until(() -> !output().isBlank());
    long child = Long.parseLong(output().lines().findFirst().orElseThrow().strip());

    launcher.terminate(process);
    assertThat(launcher.isAlive(process)).isTrue();
    launcher.kill(process);
    awaitGone(launcher, process);

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void a_start_that_happened_is_found_by_its_fence() throws Exception {
    ProcessRef process = launch(SEVEN, "sleep", "600");
    await().until(() -> Files.exists(directory.resolve(".execution-7")));

    try (LocalLauncher other = new LocalLauncher(0)) {
      assertThat(other.claim(SEVEN, directory)).contains(process);
      other.kill(process);
      awaitGone(other, process);
      assertThat(other.claim(SEVEN, directory)).as("dead, but it did start").contains(process);
    }
  }

  @Test
  void a_start_that_was_given_up_never_happens() throws Exception {
    assertThat(launcher.claim(SEVEN, directory)).isEmpty();
    assertThat(launcher.claim(SEVEN, directory)).as("asked again").isEqualTo(Optional.empty());

    ProcessRef late = launch(SEVEN, "sh", "-c", "echo began > began");
    awaitGone(launcher, late);

    assertThat(directory.resolve("began")).doesNotExist();
    ProcessRef again = launch(new ExecutionId(8), "sh", "-c", "echo began > began");
    awaitGone(launcher, again);
    assertThat(directory.resolve("began")).exists();
  }

  @Test
  void a_process_of_which_nothing_can_be_read_is_taken_to_live_until_it_is_known_to_be_gone()
      throws Exception {
    Path proc = Files.createDirectories(directory.resolve("proc"));
    // Not readable, as any file when too many are open.
    Path stat = Files.createDirectories(proc.resolve("4211/stat"));
    ProcessRef process = new ProcessRef(4211, 17, "boot");
    CountDownLatch gone = new CountDownLatch(1);

    try (LocalLauncher blind = new LocalLauncher(0, "boot", new ProcFiles(proc))) {
      blind.onGone(process, gone::countDown);
      assertThat(blind.isAlive(process)).isTrue();
      assertThatThrownBy(() -> blind.kill(process)).isInstanceOf(LaunchFailed.class);
      assertThat(gone.await(300, TimeUnit.MILLISECONDS)).isFalse();

      Files.delete(stat);
      Files.delete(stat.getParent());
      assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(blind.isAlive(process)).isFalse();
    }
  }

  @Test
  void a_program_that_is_not_there_says_so_in_its_output() throws Exception {
    ProcessRef process = launch(SEVEN, "/no/such/autoserv");
    awaitGone(launcher, process);

    assertThat(output()).contains("/no/such/autoserv");
  }

  @Test
  void a_directory_that_is_not_there_is_the_labs_trouble() {
    Launch nowhere =
        new Launch(SEVEN, Path.of("/no/such/dir"), List.of("true"), Path.of("/no/such/dir/out"));

    assertThatThrownBy(() -> launcher.launch(nowhere))
        .isInstanceOfSatisfying(
            LaunchFailed.class, failure -> assertThat(failure.blame()).isEqualTo(Blame.LAB));
  }
}
