package org.autotest.autoserv.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.LoopbackTarget;
import org.autotest.autoserv.host.ShellConnection;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.host.ThisMachine;
import org.autotest.autoserv.install.Archives;
import org.autotest.autoserv.install.Bundles;
import org.autotest.autoserv.install.ClientConfiguration;
import org.autotest.autoserv.install.ClientInstaller;
import org.autotest.autoserv.install.FakeClient;
import org.autotest.autoserv.lab.Console;
import org.autotest.autoserv.lab.LabMachines;
import org.autotest.autoserv.lab.Revival;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.RunLog;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.testkit.LoopbackSshd;
import org.autotest.testkit.NeedsSshd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client orders a reboot, and its machine is stuck in the shutdown.
@NeedsSshd
final class StuckRebootTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir private Path temp;
  private LoopbackSshd sshd;
  private RunLog log;
  private HostConnection host;
  private MachineResults results;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    sshd = LoopbackSshd.start(Files.createDirectory(temp.resolve("sshd")));
    log = new RunLog(Optional.empty(), Optional.empty(), CLOCK, ZoneOffset.UTC);
    Path sockets = Files.createDirectory(temp.resolve("s"));
    host = ShellConnection.overSsh(LoopbackTarget.of(sshd), sockets, log);
    Path directory = Files.createDirectory(temp.resolve("results"));
    StatusLogFile status =
        new StatusLogFile(directory.resolve("status.log"), CLOCK, ZoneOffset.UTC);
    results = new MachineResults(directory, status, log);
  }

  @AfterEach
  void stop() {
    host.close();
    log.close();
    sshd.close();
  }

  @Test
  void it_is_switched_off_and_on_once_and_what_the_client_wrote_is_collected() throws Exception {
    assertThatThrownBy(() -> reboots("echo another >%s".formatted(sshd.bootId("one"))))
        .isInstanceOf(SshFailure.class)
        .hasMessageContaining("it did not go down");

    assertThat(temp.resolve("told")).hasContent("off\non\n");
    assertThat(status()).contains("GOOD\t----\thardreset").contains("\tEND GOOD\tone\tone");
    assertThat(results.directory().resolve("one/debug/log")).exists();
    assertThat(results.directory().resolve("uncollected_logs")).doesNotExist();
  }

  @Test
  void the_machine_of_the_server_is_not_switched() throws Exception {
    sshd.bootId(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());

    assertThatThrownBy(() -> reboots(":")).isInstanceOf(SshFailure.class);

    assertThat(temp.resolve("told")).doesNotExist();
    assertThat(status()).contains("WARN\t----\thardreset", ThisMachine.WORDS);
  }

  private String status() throws IOException {
    return Files.readString(results.directory().resolve("status.log"));
  }

  /// Runs a client that orders a reboot of which nothing comes.
  ///
  /// @param boot what the machine does when its power comes back: lines of shell
  private void reboots(String boot) throws Exception {
    Path bundle = FakeClient.bundle(Files.createDirectory(temp.resolve("bundle")), "one");
    Path power = temp.resolve("switch");
    Files.writeString(power, "echo $1 >>%s\n[ $1 = off ] || %s\n".formatted(told(), boot));
    Path machines =
        Files.writeString(temp.resolve("machines"), "loop power sh %s {action}\n".formatted(power));
    Revival revival =
        new Revival(
            Console.none(),
            LabMachines.read(machines).power("loop"),
            results,
            Duration.ofSeconds(20));
    ClientInstaller installer =
        new ClientInstaller(
            Bundles.only(Archives.bundle(bundle)),
            Optional.empty(),
            List.of("~/autotest"),
            ClientConfiguration.NONE,
            log);
    ClientOrder order = ClientOrder.of("begin; run_test one; exit 5\n", List.of(), "", "alice");
    new ClientRun(host, installer.install(host), results, order, limits(), revival).run();
  }

  private Path told() {
    return temp.resolve("told");
  }

  private static ClientLimits limits() {
    ClientLimits standard = ClientLimits.DEFAULTS;
    Duration second = Duration.ofSeconds(1);
    return new ClientLimits(
        standard.disconnect(),
        Duration.ofSeconds(20),
        new HostRestart.Limits(second, second),
        standard.grace(),
        standard.betweenCollections(),
        standard.resultsBytesMax(),
        standard.statusBytesMax());
  }
}
