package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.testkit.LoopbackSshd;
import org.autotest.testkit.NeedsProgram;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A machine behind a management controller that speaks IPMI over the network: `ipmi_sim` is the
/// controller, `ipmitool` works it.
@Tag("long")
final class IpmiTest extends RigTest {
  private final int port = LoopbackSshd.freePort();

  private Process controller() throws IOException {
    Path power = Files.writeString(temp.resolve("power"), "1");
    Path chassis =
        Files.writeString(
            temp.resolve("chassis"),
            """
            #!/bin/sh
            [ "$1" = get ] && echo "power:$(cat %1$s)"
            [ "$1" = set ] && echo "$3" >%1$s
            exit 0
            """
                .formatted(power));
    Files.setPosixFilePermissions(chassis, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path lan =
        Files.writeString(
            temp.resolve("lan.conf"),
            """
            name "bmc"
            set_working_mc 0x20
              startlan 1
                addr 127.0.0.1 %d
                priv_limit admin
                allowed_auths_admin none md2 md5 straight
                guid a123456789abcdefa123456789abcdef
              endlan
              chassis_control "%s"
              user 2 true "admin" "secret" admin 10 none md2 md5 straight
            """
                .formatted(port, chassis));
    Path emulation =
        Files.writeString(
            temp.resolve("bmc.emu"),
            """
            mc_setbmc 0x20
            mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02
            mc_enable 0x20
            """);
    Path state = Files.createDirectories(temp.resolve("state"));
    return new ProcessBuilder(
            "ipmi_sim", "-c", lan.toString(), "-f", emulation.toString(), "-n", "-s", state + "")
        .redirectErrorStream(true)
        .redirectOutput(Redirect.to(temp.resolve("ipmi_sim.log").toFile()))
        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
        .start();
  }

  @Test
  @NeedsProgram(value = "ipmi_sim", from = "openipmi ipmitool")
  void a_machine_that_does_not_answer_is_power_cycled_by_ipmi() throws Exception {
    Path password = Files.writeString(temp.resolve("password"), "secret");
    Path machines =
        Files.writeString(
            temp.resolve("machines"),
            "loop power ipmitool -I lanplus -H 127.0.0.1 -p %d -C 3 -U admin -f %s chassis power {action}\n"
                .formatted(port, password));
    rig.sshd().stop();
    Thread boots = Thread.ofPlatform().start(this::bootWhenSwitchedOn);
    Process controller = controller();
    try {
      List<String> words = rig.common("-R", "-m", "loop", "--repair-wait", "1");
      words.addAll(List.of("--machines-file", machines.toString()));

      assertThat(rig.run(words)).as(rig.status()).isEqualTo(Ending.DONE);
    } finally {
      controller.destroyForcibly().waitFor();
      boots.join();
    }
    assertThat(rig.statusLines())
        .contains(
            "GOOD\t----\trepair.power_cycle", "GOOD\t----\trepair\tloop repaired successfully");
    assertThat(rig.file("fitness.log"))
        .contains("Chassis Power Control: Down/Off", "Chassis Power Control: Up/On");
  }

  private static ConditionFactory patient() {
    return Awaitility.await().atMost(Duration.ofMinutes(2));
  }

  /// The machine is off when the controller says so, and boots when it is switched on again.
  private void bootWhenSwitchedOn() {
    Path power = temp.resolve("power");
    try {
      patient().until(() -> Files.exists(power) && Files.readString(power).startsWith("0"));
      patient().until(() -> Files.readString(power).startsWith("1"));
      rig.sshd().restart();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
