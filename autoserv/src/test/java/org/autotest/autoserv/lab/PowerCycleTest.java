package org.autotest.autoserv.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.LoopbackTarget;
import org.autotest.autoserv.host.ShellConnection;
import org.autotest.testkit.LoopbackSshd;
import org.autotest.testkit.NeedsSshd;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsSshd
final class PowerCycleTest {
  private static final System.Logger LOG = System.getLogger("power-test");

  private static final Duration SHORT = Duration.ofMillis(10);

  @TempDir private Path temp;

  @Test
  void whoever_is_told_to_stop_leaves_the_machine_with_power() throws Exception {
    Power power = power("");
    try (LoopbackSshd sshd = sshd();
        HostConnection host = host(sshd)) {
      Thread cycle =
          Thread.ofPlatform().start(() -> run(new PowerCycle(host, power, Duration.ZERO)));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.exists(told()) && Files.readAllLines(told()).contains("off"));

      cycle.interrupt();
      cycle.join();
    }

    assertThat(told()).hasContent("off\non\n");
  }

  @Test
  void a_machine_gets_its_power_back_although_the_switch_is_busy() throws Exception {
    Power power = power("[ $1 = off ] || [ $(grep -c on %s) -ge 3 ]".formatted(told()));
    try (LoopbackSshd sshd = sshd();
        HostConnection host = host(sshd)) {
      new PowerCycle(host, power, Duration.ZERO, SHORT).run();
    }

    assertThat(told()).hasContent("off\non\non\non\n");
  }

  @Test
  void a_machine_that_may_be_off_although_the_switch_failed_gets_its_power_back() throws Exception {
    Power power = power("[ $1 = on ]");
    try (LoopbackSshd sshd = sshd();
        HostConnection host = host(sshd)) {
      PowerCycle cycle = new PowerCycle(host, power, Duration.ZERO, SHORT);

      assertThatThrownBy(cycle::run).isInstanceOf(LabProblem.class).hasMessageContaining("off");
    }

    assertThat(told()).hasContent("off\non\n");
  }

  @Test
  void a_switch_that_works_neither_way_is_told_from_the_begin() throws Exception {
    Power power = power("echo no $1; exit 3");
    try (LoopbackSshd sshd = sshd();
        HostConnection host = host(sshd)) {
      PowerCycle cycle = new PowerCycle(host, power, Duration.ZERO, SHORT);

      assertThatThrownBy(cycle::run)
          .hasMessageContaining("no off; and then ")
          .hasMessageContaining("no on");
    }
  }

  @Test
  void a_machine_that_has_never_told_which_it_is_is_not_switched_unasked() throws Exception {
    Power power = power("");
    try (LoopbackSshd sshd = sshd();
        HostConnection host = host(sshd)) {
      sshd.stop();
      PowerCycle cycle = new PowerCycle(host, power, Duration.ZERO, SHORT);

      assertThatThrownBy(() -> cycle.runUnasked(Set.of())).hasMessageContaining("never told");
      assertThat(told()).doesNotExist();

      cycle.runUnasked(Set.of("another boot"));
      assertThat(told()).hasContent("off\non\n");
    }
  }

  /// A switch that notes what it is told.
  ///
  /// @param script what it does then
  private Power power(String script) throws IOException {
    Path program =
        Files.writeString(temp.resolve("switch"), "echo $1 >>%s\n%s\n".formatted(told(), script));
    return new PowerCommand("loop", List.of("sh", program.toString(), "{action}"));
  }

  private Path told() {
    return temp.resolve("told");
  }

  private LoopbackSshd sshd() throws IOException, InterruptedException {
    return LoopbackSshd.start(Files.createDirectory(temp.resolve("sshd")));
  }

  private HostConnection host(LoopbackSshd sshd) throws IOException {
    return ShellConnection.overSsh(
        LoopbackTarget.of(sshd), Files.createDirectory(temp.resolve("s")), LOG);
  }

  private static void run(PowerCycle cycle) {
    try {
      cycle.run();
      throw new AssertionError("it was not told to stop");
    } catch (InterruptedException stop) {
      // Expected.
    }
  }
}
