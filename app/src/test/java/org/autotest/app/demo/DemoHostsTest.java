package org.autotest.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("lab")
class DemoHostsTest {
  @TempDir Path directory;

  private DemoHosts hosts;

  @BeforeEach
  void switch_on() throws IOException {
    hosts = DemoHosts.start(directory, List.of("demo1", "demo2"));
  }

  @AfterEach
  void switch_off() throws IOException {
    hosts.close();
  }

  @Test
  void a_command_runs_in_the_directory_of_its_host() throws Exception {
    Answer answer = ssh("demo2", "", "echo $HOME; pwd; echo trouble >&2; exit 3");

    String home = directory.resolve("hosts/demo2").toString();
    assertThat(answer).isEqualTo(new Answer(3, home + "\n" + home + "\n", "trouble\n"));
  }

  @Test
  void input_reaches_the_command_and_its_end_too() throws Exception {
    String megabyte = "0123456789abcde\n".repeat(65_536);

    Answer answer = ssh("demo1", megabyte, "cat");

    assertThat(answer.exit()).isZero();
    assertThat(answer.out()).isEqualTo(megabyte);
  }

  @Test
  void a_lost_connection_leaves_a_detached_command_alone_and_switching_off_ends_it()
      throws Exception {
    ssh("demo1", "", "setsid sleep 600 > /dev/null 2>&1 < /dev/null & echo $! > pid");
    long pid = Long.parseLong(Files.readString(directory.resolve("hosts/demo1/pid")).strip());
    ProcessHandle command = ProcessHandle.of(pid).orElseThrow();
    hosts.hosts().getFirst().dropConnections();
    boolean survived = command.isAlive();

    hosts.close();

    assertThat(survived).isTrue();
    assertThat(command.isAlive()).isFalse();
  }

  @Test
  void a_host_keeps_its_key_and_its_port_over_a_restart() throws Exception {
    List<Integer> before = hosts.hosts().stream().map(DemoHost::port).toList();
    hosts.close();

    hosts = DemoHosts.start(directory, List.of("demo1", "demo2"));

    assertThat(hosts.hosts()).extracting(DemoHost::port).isEqualTo(before);
    assertThat(ssh("demo1", "", "true").exit()).isZero();
  }

  @Test
  void a_reboot_ends_what_runs_and_gives_the_host_another_boot_id() throws Exception {
    String bootId = "cat $AUTOTEST_BOOT_ID_FILE";
    String before = ssh("demo1", "", bootId).out();
    ssh("demo1", "", "setsid sleep 600 > /dev/null 2>&1 < /dev/null & echo $! > pid");
    long pid = Long.parseLong(Files.readString(directory.resolve("hosts/demo1/pid")).strip());

    ssh("demo1", "", "reboot");

    await().atMost(Duration.ofSeconds(20)).until(() -> ProcessHandle.of(pid).isEmpty());
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              Answer after = ssh("demo1", "", bootId);
              assertThat(after.exit()).isZero();
              assertThat(after.out()).isNotEqualTo(before);
            });
  }

  private record Answer(int exit, String out, String err) {}

  private Answer ssh(String host, String input, String command) throws Exception {
    List<String> argv =
        new ArrayList<>(List.of("ssh", "-F", hosts.sshConfig().toString(), host, command));
    Path out = Files.createTempFile(directory, "out", "");
    Path err = Files.createTempFile(directory, "err", "");
    Process process =
        new ProcessBuilder(argv).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ssh ended").isTrue();
    return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
