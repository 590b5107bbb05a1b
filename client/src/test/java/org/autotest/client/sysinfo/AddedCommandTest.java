package org.autotest.client.sysinfo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddedCommandTest {
  @TempDir private Path directory;

  private final List<String> log = new ArrayList<>();

  @Test
  void whatever_a_shell_understands_is_run() throws Exception {
    Files.writeString(directory.resolve("own tool"), "echo own\n");

    assertThat(output("WORD=x; echo $WORD")).isEqualTo("x\n");
    assertThat(output("LC_ALL=C echo set")).isEqualTo("set\n");
    assertThat(output("(echo one; echo two)")).isEqualTo("one\ntwo\n");
    assertThat(output("! false && echo not")).isEqualTo("not\n");
    assertThat(output("cat</dev/null; . './own tool'")).isEqualTo("own\n");
    assertThat(log).isEmpty();
  }

  @Test
  void a_command_that_is_not_there_is_told_in_its_file() throws Exception {
    assertThat(output("no_such_program -a"))
        .isEqualTo("not available: no_such_program is not installed on this machine\n");
    assertThat(output("echo before; no_such_program")).isEqualTo("before\n");
  }

  @Test
  void a_command_that_takes_too_long_is_ended_and_its_file_says_so() throws Exception {
    new AddedCommand("echo begun; sleep 300", "late", Duration.ofMillis(300)).run(directory, log());

    assertThat(directory.resolve("late"))
        .hasContent("begun\n\n[Autotest ended this command here, after 0 s.]\n");
    assertThat(log).hasSize(1);
  }

  private String output(String command) throws IOException {
    new AddedCommand(command, "it's a file", AddedCommand.LIMIT).run(directory, log());
    return Files.readString(directory.resolve("it's a file"));
  }

  private org.autotest.client.log.LogSink log() {
    return (_, _, _, text) -> log.add(text);
  }
}
