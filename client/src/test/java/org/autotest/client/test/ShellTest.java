package org.autotest.client.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.autotest.client.api.CommandFailed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellTest {
  @TempDir private Path directory;

  @Test
  void a_time_limit_ends_also_those_whose_parents_have_ended() throws Exception {
    Path pid = directory.resolve("pid");
    Shell shell = new Shell(directory, directory, (_, _) -> {});

    assertThatThrownBy(
            () ->
                shell.run("(setsid sleep 300 & echo $! > pid); sleep 300", Duration.ofMillis(500)))
        .isInstanceOf(CommandFailed.class);

    assertThat(commandLine(pid)).isEmpty();
  }

  @Test
  void a_time_limit_ends_also_those_that_clear_their_environment() throws Exception {
    Path pid = directory.resolve("pid");
    Shell shell = new Shell(directory, directory, (_, _) -> {});

    assertThatThrownBy(
            () ->
                shell.run(
                    "env -i sh -c 'trap \"\" TERM; echo $$ > pid; exec sleep 300'; true",
                    Duration.ofMillis(500)))
        .isInstanceOf(CommandFailed.class);

    assertThat(commandLine(pid)).isEmpty();
  }

  /// One that nobody has waited for yet has none.
  private static String commandLine(Path pid) throws Exception {
    Path file = Path.of("/proc", Files.readString(pid).strip(), "cmdline");
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
