package org.autotest.dispatcher.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.launch.Launcher.Launch;
import org.autotest.dispatcher.launch.SlurmLauncher.How;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A script in the place of `sbatch` takes the job and says that it did not.
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class SlurmSubmitTest {
  private static final ExecutionId SEVEN = new ExecutionId(7);

  /// Keeps the job's script, and the words after it for a later start.
  private static final String TAKES =
      """
      #!/bin/sh
      while [ "$1" != /dev/stdin ]; do shift; done
      shift
      cat > 'HOME/job'
      SLURM_JOB_ID=17
      export SLURM_JOB_ID
      START
      echo 'sbatch: error: Socket timed out on send/recv operation'
      exit 1
      """;

  @TempDir Path home;
  @TempDir Path directory;
  private final LocalLauncher local = new LocalLauncher(0);
  private SlurmLauncher launcher;

  @BeforeEach
  void open() {
    launcher = new SlurmLauncher(new How(List.of(), Optional.of(home)), local);
  }

  @AfterEach
  void close() {
    launcher.close();
    local.close();
  }

  private void sbatch(String start) throws IOException {
    Path script = home.resolve("sbatch");
    Files.writeString(script, TAKES.replace("START", start).replace("HOME", home.toString()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Launch launch() {
    return new Launch(
        SEVEN, directory, List.of("sh", "-c", "echo > ran"), directory.resolve("out"));
  }

  @Test
  void a_job_that_was_taken_without_an_answer_and_begins_later_finds_that_it_must_not()
      throws Exception {
    sbatch("{ printf '%s\\n' \"$@\"; } > 'HOME/words'");

    assertThatThrownBy(() -> launcher.launch(launch()))
        .isInstanceOf(LaunchFailed.class)
        .hasMessageContaining("Socket timed out");

    assertThat(beginLate()).as("exit of the late job").isEqualTo(97);
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  private int beginLate() throws IOException {
    List<String> argv = new java.util.ArrayList<>(List.of("sh", home.resolve("job").toString()));
    argv.addAll(Files.readAllLines(home.resolve("words")));
    ProcessBuilder late =
        new ProcessBuilder(argv).directory(directory.toFile()).redirectErrorStream(true);
    late.environment().put("SLURM_JOB_ID", "17");
    Process process = late.start();
    process.getInputStream().readAllBytes();
    return process.onExit().join().exitValue();
  }

  @Test
  void while_its_fence_cannot_be_written_nobody_says_that_a_job_never_began() throws Exception {
    sbatch("{ printf '%s\\n' \"$@\"; } > 'HOME/words'");
    Path inTheWay = breakFence();

    assertThatThrownBy(() -> launcher.launch(launch()))
        .isInstanceOf(StartUnknown.class)
        .hasMessageContaining("Socket timed out")
        .hasMessageContaining("it may begin all the same");
    assertThatThrownBy(() -> launcher.claim(SEVEN, directory)).isInstanceOf(LaunchFailed.class);

    Files.delete(inTheWay);
    assertThat(beginLate()).as("exit of the late job").isZero();
    assertThat(launcher.claim(SEVEN, directory)).contains(new ProcessRef(17, 7, "slurm"));
  }

  @Test
  void a_job_that_is_given_up_when_its_fence_can_be_written_again_must_not_begin()
      throws Exception {
    sbatch("{ printf '%s\\n' \"$@\"; } > 'HOME/words'");
    Path inTheWay = breakFence();
    assertThatThrownBy(() -> launcher.launch(launch())).isInstanceOf(StartUnknown.class);

    Files.delete(inTheWay);
    assertThat(launcher.claim(SEVEN, directory)).isEmpty();
    assertThat(beginLate()).as("exit of the late job").isEqualTo(97);
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  /// As on a full disk: what would be linked to it cannot be written.
  private Path breakFence() throws IOException {
    return Files.createDirectory(
        directory.resolve(Fence.of(SEVEN, directory).getFileName() + ".claim"));
  }

  @Test
  void a_job_that_began_without_an_answer_is_the_process_of_its_execution() throws Exception {
    sbatch("cd '%s' && sh 'HOME/job' \"$@\"".formatted(directory));

    assertThat(launcher.launch(launch())).isEqualTo(new ProcessRef(17, 7, "slurm"));
    assertThat(directory.resolve("ran")).exists();
  }
}
