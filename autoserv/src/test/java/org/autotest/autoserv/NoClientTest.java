package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.autoserv.fitness.Fitness;
import org.autotest.autoserv.host.Scripts;
import org.junit.jupiter.api.Test;

/// Machines on which every job of a client would fail.
final class NoClientTest extends RigTest {
  @Test
  void a_client_that_could_not_be_executed_is_wrong_and_nothing_is_tried() throws Exception {
    rig.program(
        "grep",
        """
        case $1 in
          -F) echo "tmpfs${2}tmpfs rw,nosuid,noexec,relatime 0 0" ;;
          *) exec /usr/bin/grep "$@" ;;
        esac
        """);

    assertThat(rig.run(rig.common("-R", "-m", "loop"))).isEqualTo(Ending.FAILED);

    assertThat(failure())
        .startsWith("blame=HOST\n")
        .containsPattern("no client can run on loop: \\S+ is on \\S+, which is mounted noexec");
    assertThat(rig.statusLines()).hasSize(1);
  }

  @Test
  void a_program_that_unpacks_the_client_and_is_not_there_is_told() throws Exception {
    Path programs = Files.createDirectory(temp.resolve("few"));
    for (String name : List.of("date", "uname", "mktemp", "rm", "dirname", "df", "tail", "tar")) {
      Files.createSymbolicLink(programs.resolve(name), Path.of("/usr/bin", name));
    }
    ProcessBuilder examine =
        new ProcessBuilder("/bin/sh", "-c", Scripts.load(Fitness.class, "examine.sh"));
    examine.environment().put("PATH", programs.toString());
    Process process = examine.start();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("no_client=it has no gzip\n")
        .doesNotContain("it has no tar")
        .contains("free_kb=");
  }
}
