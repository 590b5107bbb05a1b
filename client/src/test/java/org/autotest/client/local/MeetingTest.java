package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.autotest.client.api.JobError;
import org.autotest.client.meeting.HostBarrier;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hosts that wait for each other, over the loopback.
class MeetingTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path temp;

  @Test
  void two_clients_meet_one_in_java_and_one_in_python() throws Exception {
    int port = freePort();
    ClientSandbox java = ClientSandbox.in(Files.createDirectories(temp.resolve("java")));
    Files.writeString(
        java.root().resolve("Control.java"),
        """
        void main() {
          job.setupDep("thing");
          job.disableWarnings("NETWORK");
          job.barrier("127.0.0.1#1", "start", java.time.Duration.ofSeconds(60), %d)
              .rendezvous("127.0.0.1#1", "127.0.0.1#2");
          job.enableWarnings("NETWORK");
          job.record(StatusCode.GOOD, "met", "");
        }
        """
            .formatted(port));
    java.test("../deps/thing/thing.sh", "touch built\n");
    ClientSandbox python = ClientSandbox.in(Files.createDirectories(temp.resolve("python")));
    python.control(
        """
        job.barrier('127.0.0.1#2', 'start', 60, port=%d).rendezvous('127.0.0.1#1', '127.0.0.1#2')
        job.record('GOOD', None, 'met')
        """
            .formatted(port));

    Process first = java.start("exec ./autotest-local Control.java");
    assertThat(python.run()).isZero();
    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(first.exitValue()).isZero();
    assertThat(java.status())
        .contains(
            "INFO ---- ---- warnings.disable=NETWORK disabling NETWORK warnings",
            "INFO ---- ---- warnings.enable=NETWORK enabling NETWORK warnings",
            "GOOD ---- met");
    assertThat(python.status()).contains("GOOD ---- met");
    assertThat(java.client().resolve("deps/thing/built")).exists();
  }

  @Test
  void one_that_gives_up_sends_all_home_and_one_that_is_alone_does_not_wait() throws Exception {
    int port = freePort();
    String[] members = {"127.0.0.1#1", "127.0.0.1#2"};
    CompletableFuture<Void> member =
        CompletableFuture.runAsync(
            () -> new HostBarrier(members[1], "t", LIMIT, port).giveUp(members));

    assertThatThrownBy(() -> new HostBarrier(members[0], "t", LIMIT, port).rendezvous(members))
        .isInstanceOf(JobError.class)
        .hasMessage("Client requested abort");
    assertThatThrownBy(member::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseInstanceOf(JobError.class);
    new HostBarrier("alone", "t", LIMIT, port).rendezvous("alone");
    Duration moment = Duration.ofMillis(200);
    assertThatThrownBy(() -> new HostBarrier(members[0], "t", moment, port).rendezvous(members))
        .hasMessage("timeout waiting for barrier: t");
    assertThatThrownBy(() -> new HostBarrier(members[1], "t", moment, port).rendezvous(members))
        .hasMessage("timeout waiting for barrier: t");
  }

  private static int freePort() throws Exception {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }
}
