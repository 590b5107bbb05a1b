package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.testkit.IpmiController;
import org.autotest.testkit.NeedsProgram;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A machine behind a management controller that speaks IPMI over the network: `ipmi_sim` is the
/// controller, `ipmitool` works it.
@Tag("long")
final class IpmiTest extends RigTest {
  private IpmiController controller() throws IOException {
    Path power = Files.writeString(temp.resolve("power"), "1");
    return IpmiController.start(
        temp.resolve("bmc"),
        """
        #!/bin/sh
        [ "$1" = get ] && echo "power:$(cat %1$s)"
        [ "$1" = set ] && echo "$3" >%1$s
        exit 0
        """
            .formatted(power));
  }

  @Test
  @NeedsProgram(value = "ipmi_sim", from = "openipmi ipmitool")
  void a_machine_that_does_not_answer_is_power_cycled_by_ipmi() throws Exception {
    rig.sshd().stop();
    Thread boots = Thread.ofPlatform().start(this::bootWhenSwitchedOn);
    try (IpmiController controller = controller()) {
      Path machines =
          Files.writeString(
              temp.resolve("machines"), "loop power %s\n".formatted(controller.powerCommand()));
      List<String> words = rig.common("-R", "-m", "loop", "--repair-wait", "1");
      words.addAll(List.of("--machines-file", machines.toString()));

      assertThat(rig.run(words)).as(rig.status()).isEqualTo(Ending.DONE);
    } finally {
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
