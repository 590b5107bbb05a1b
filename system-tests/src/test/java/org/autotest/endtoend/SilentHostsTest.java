package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.autotest.testkit.LoopbackSshd;
import org.autotest.testkit.NeedsSshd;
import org.autotest.testkit.TcpSwitch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Two hosts hang in ssh: one takes the connection and says nothing, the other is an OpenSSH server
/// that logs in and runs nothing. What that costs the jobs of a whole lab is measured where hosts
/// are many and runs are scripts; here a real autoserv waits for them.
@Tag("long")
@NeedsSshd
class SilentHostsTest {
  private static final List<String> SILENT = List.of("mute", "idle");
  private static final String SILENT_SSHD =
      "ForceCommand while kill -0 $PPID 2>/dev/null; do sleep 1; done\n";
  private static final String GIVEN_UP = "Repair Failed";
  private static final Duration GIVEN_UP_WITHIN = Duration.ofMinutes(4);

  @TempDir static Path state;

  @Test
  void are_given_up_while_others_work_and_work_again_when_they_are_back() throws Exception {
    try (TcpSwitch mute = TcpSwitch.silent();
        LoopbackSshd idle = LoopbackSshd.start(Files.createDirectory(state.resolve("idle")))) {
      runsNothing(idle, true);
      String ssh =
          host("mute", mute.port(), "machine/user_key")
              + host("idle", idle.port(), "idle/user_key");
      try (RunningLab lab = RunningLab.start(state, ssh, "dispatcher.task_limit = 1\n")) {
        assertThat(lab.atest("host", "create", "mute", "idle").exit()).isZero();
        List<Long> jobs = new ArrayList<>();
        for (String host : SILENT) {
          jobs.add(lab.submit(host, RunningLab.QUICK));
        }
        await()
            .atMost(RunningLab.LIMIT)
            .until(() -> SILENT.stream().allMatch(host -> isBusy(lab, host)));

        assertThat(lab.awaitEnd(lab.submit(RunningLab.QUICK))).isEqualTo("Completed");

        assertThat(SILENT)
            .as("not given up while others work")
            .noneMatch(host -> lab.hostStatus(host).equals(GIVEN_UP));
        assertThat(mute.silences()).as("connections that nobody answered").isPositive();
        for (String host : SILENT) {
          awaitGivenUp(lab, host);
        }
        for (long job : jobs) {
          assertThat(lab.awaitEnd(job)).isEqualTo("Failed");
          assertThat(blame(lab, job)).isEqualTo("HOST");
        }

        mute.leadTo(lab.machine().port());
        runsNothing(idle, false);
        for (String host : SILENT) {
          assertThat(lab.awaitEnd(lab.submit(host, RunningLab.QUICK))).isEqualTo("Completed");
        }
      }
    }
  }

  private static String host(String name, int port, String key) {
    return "Host %s\n  HostName 127.0.0.1\n  Port %d\n  IdentityFile %s\n"
        .formatted(name, port, state.resolve(key));
  }

  /// Whether whoever logs in waits for ever.
  private static void runsNothing(LoopbackSshd sshd, boolean so)
      throws IOException, InterruptedException {
    Path configuration = state.resolve("idle/sshd_config");
    String before = Files.readString(configuration).replace(SILENT_SSHD, "");
    Files.writeString(configuration, so ? SILENT_SSHD + before : before);
    sshd.stop();
    sshd.restart();
  }

  private static boolean isBusy(RunningLab lab, String host) {
    return List.of("Verifying", "Repairing").contains(lab.hostStatus(host));
  }

  private static void awaitGivenUp(RunningLab lab, String host) {
    await()
        .atMost(GIVEN_UP_WITHIN)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> lab.hostStatus(host).equals(GIVEN_UP));
  }

  private static String blame(RunningLab lab, long job) throws Exception {
    JsonNode entries = lab.get("/jobs/%d/entries".formatted(job));
    return entries.findValue("blame").asString();
  }
}
