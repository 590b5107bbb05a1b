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

    // One that nobody has waited for yet has no command line.
    Path commandLine = Path.of("/proc", Files.readString(pid).strip(), "cmdline");
    assertThat(Files.exists(commandLine) ? Files.readString(commandLine) : "").isEmpty();
  }
}
