package org.autotest.autoserv.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.autotest.autoserv.fitness.HostReboot;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.LoopbackTarget;
import org.autotest.autoserv.host.ShellConnection;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.RunLog;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.testkit.LoopbackSshd;
import org.autotest.testkit.NeedsSshd;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which machines a job does not switch.
@NeedsSshd
final class RevivalTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final String PANIC = "[ 71.2] Kernel panic - not syncing: crash\n";

  @TempDir private Path temp;
  private LoopbackSshd sshd;
  private RunLog log;
  private HostConnection host;
  private MachineResults results;
  private Path words;
  private Console console;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    sshd = LoopbackSshd.start(Files.createDirectory(temp.resolve("sshd")));
    log = new RunLog(Optional.empty(), Optional.empty(), CLOCK, ZoneOffset.UTC);
    host = line("s");
    StatusLogFile status = new StatusLogFile(temp.resolve("status.log"), CLOCK, ZoneOffset.UTC);
    results = new MachineResults(temp, status, log);
    words = Files.writeString(temp.resolve("words"), "");
    List<String> reader = List.of("tail", "-n", "+1", "-F", words.toString());
    console = Console.follow(reader, "loop", () -> host, results, CLOCK);
  }

  @AfterEach
  void stop() {
    console.close();
    host.close();
    log.close();
    sshd.close();
  }

  @Test
  void one_that_has_answered_after_its_panic_is_not_dead() throws Exception {
    Revival revival = revival(console);
    host.connect();
    says(PANIC);
    await(() -> revival.isDead(host));

    host.disconnect();
    host.connect();
    assertThat(revival.isDead(host)).isFalse();
    sshd.stop();
    revival.revive(host);

    assertThat(temp.resolve("told")).doesNotExist();
  }

  @Test
  void one_that_says_that_it_boots_after_its_panic_is_not_dead() throws Exception {
    Revival revival = revival(console);
    host.connect();
    says(PANIC);
    await(() -> revival.isDead(host));

    says("[ 0.0] Linux version 6.12.0 (gcc)\n");
    await(() -> !revival.isDead(host));
    sshd.stop();
    revival.revive(host);

    assertThat(temp.resolve("told")).doesNotExist();
  }

  @Test
  void one_that_somebody_reboots_is_left_alone_meanwhile() throws Exception {
    Revival revival = revival(Console.none());
    sshd.program("reboot", ":");
    Duration limit = Duration.ofSeconds(60);
    HostReboot reboot = new HostReboot(host, new HostRestart.Limits(limit, limit), results);
    Thread rebooting = Thread.ofPlatform().start(() -> run(reboot));
    await(() -> Files.readString(temp.resolve("status.log")).contains("reboot.start"));

    try (HostConnection other = line("s2")) {
      other.connect();
      assertThat(revival.reset(other)).isFalse();
      assertThat(temp.resolve("told")).doesNotExist();
      sshd.bootId("another");
      rebooting.join();

      assertThat(revival.reset(other)).isTrue();
    }
    assertThat(temp.resolve("told")).hasContent("off\non\n");
  }

  private static void run(HostReboot reboot) {
    try {
      reboot.reboot();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private Revival revival(Console followed) throws IOException {
    Path power = Files.writeString(temp.resolve("switch"), "echo $1 >>%s/told\n".formatted(temp));
    Path machines =
        Files.writeString(temp.resolve("machines"), "loop power sh %s {action}\n".formatted(power));
    Optional<Power> switched = LabMachines.read(machines).power("loop");
    return new Revival(followed, switched, results, Duration.ofSeconds(20));
  }

  private HostConnection line(String sockets) throws IOException {
    Path directory = Files.createDirectory(temp.resolve(sockets));
    return ShellConnection.overSsh(LoopbackTarget.of(sshd), directory, log);
  }

  private void says(String line) throws IOException {
    Files.writeString(words, line, StandardOpenOption.APPEND);
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(condition);
  }
}
