package org.autotest.autoserv.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  @TempDir private Path temp;

  @Test
  void whoever_is_told_to_stop_leaves_the_machine_with_power() throws Exception {
    Path told = temp.resolve("told");
    Path program = Files.writeString(temp.resolve("switch"), "echo $1 >>" + told);
    Power power = new PowerCommand("loop", List.of("sh", program.toString(), "{action}"));
    try (LoopbackSshd sshd = LoopbackSshd.start(Files.createDirectory(temp.resolve("sshd")));
        HostConnection host =
            ShellConnection.overSsh(
                LoopbackTarget.of(sshd), Files.createDirectory(temp.resolve("s")), LOG)) {
      Thread cycle =
          Thread.ofPlatform().start(() -> run(new PowerCycle(host, power, Duration.ZERO)));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.exists(told) && Files.readAllLines(told).contains("off"));

      cycle.interrupt();
      cycle.join();
    }

    assertThat(told).hasContent("off\non\n");
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
