package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.autotest.client.api.JobError;
import org.autotest.client.meeting.HostBarrier;
import org.autotest.client.meeting.HostSyncData;
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
  void two_tests_in_java_meet_and_exchange_what_they_know() throws Exception {
    int meeting = freePort();
    int exchange = freePort();
    ClientSandbox first = withMeetingTest("first", "127.0.0.1#1", meeting, exchange);
    ClientSandbox second = withMeetingTest("second", "127.0.0.1#2", meeting, exchange);

    Process other = second.start("exec ./autotest-local control");
    assertThat(first.run()).as(first.read("status")).isZero();
    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(other.exitValue()).as(second.read("status")).isZero();
    for (ClientSandbox one : List.of(first, second)) {
      assertThat(one.status()).contains("GOOD meets meets completed successfully");
      assertThat(one.read("meets/keyval"))
          .contains("told={127.0.0.1#1=[127.0.0.1#1, 7], 127.0.0.1#2=[127.0.0.1#2, 7]}");
    }
  }

  private ClientSandbox withMeetingTest(String name, String host, int meeting, int exchange)
      throws Exception {
    ClientSandbox sandbox = ClientSandbox.in(Files.createDirectories(temp.resolve(name)));
    sandbox.test(
        "meets/Meets.java",
        """
        class Meets extends ClientTest {
          void runOnce(String host, int meeting, int exchange) {
            Duration limit = Duration.ofSeconds(60);
            List<String> hosts = List.of("127.0.0.1#1", "127.0.0.1#2");
            job().barrier(host, "start", limit, meeting).rendezvous(hosts.get(0), hosts.get(1));
            Map<String, Object> told =
                job().syncData(hosts.get(0), host, hosts, exchange)
                    .exchange("what", List.of(host, 7), limit);
            check(told.size() == 2, told.toString());
            writeTestKeyval("told", told);
          }
        }
        """);
    return sandbox.control(
        "job.run_test('meets', host='%s', meeting=%d, exchange=%d)\n"
            .formatted(host, meeting, exchange));
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

  @Test
  void java_and_python_exchange_data_whichever_is_the_master() throws Exception {
    ClientSandbox java = ClientSandbox.in(Files.createDirectories(temp.resolve("java")));
    ClientSandbox python = ClientSandbox.in(Files.createDirectories(temp.resolve("python")));
    int port = freePort();
    int other = freePort();
    Files.writeString(
        java.root().resolve("Control.java"),
        """
        void main() {
          var limit = java.time.Duration.ofSeconds(60);
          var hosts = List.of("127.0.0.1#1", "127.0.0.1#2");
          for (int port : new int[] {%d, %d}) {
            String master = port == %d ? hosts.get(0) : hosts.get(1);
            var all = job.syncData(master, hosts.get(0), hosts, port)
                .exchange("s", Map.of("n", port), limit);
            job.record(StatusCode.GOOD, "all", all.toString());
          }
        }
        """
            .formatted(port, other, port));
    python.control(
        """
        from autotest.client.shared import syncdata
        hosts = ['127.0.0.1#1', '127.0.0.1#2']
        for port, master in ((%d, hosts[0]), (%d, hosts[1])):
            sync = syncdata.SyncData(master, hosts[1], hosts, 's', port=port)
            told = sync.sync([None, 'two'], 60)
            job.record('GOOD', None, 'all', str(sorted(told.items())))
            sync.close()
        """
            .formatted(port, other));

    Process first = java.start("exec ./autotest-local Control.java");
    assertThat(python.run()).isZero();
    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(java.status())
        .contains(
            "GOOD ---- all {127.0.0.1#1={n=%d}, 127.0.0.1#2=[null, two]}".formatted(port),
            "GOOD ---- all {127.0.0.1#1={n=%d}, 127.0.0.1#2=[null, two]}".formatted(other));
    assertThat(python.status())
        .contains(
            "GOOD ---- all [('127.0.0.1#1', {'n': %d}), ('127.0.0.1#2', [None, 'two'])]"
                .formatted(port));
  }

  @Test
  void an_exchange_ends_in_time_and_takes_no_strangers() throws Exception {
    int port = freePort();
    List<String> hosts = List.of("127.0.0.1#1", "127.0.0.1#2");
    Duration moment = Duration.ofMillis(500);
    var master = new HostSyncData(hosts.get(0), hosts.get(0), hosts, port);
    CompletableFuture<Throwable> served =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> master.exchange("s", null, Duration.ofSeconds(3))));
    var stranger =
        new HostSyncData(hosts.get(0), "127.0.0.1#3", List.of(hosts.get(0), "127.0.0.1#3"), port);

    assertThatThrownBy(() -> stranger.exchange("s", 1, LIMIT))
        .isInstanceOf(JobError.class)
        .hasMessage("session s: the hosts of s differ");
    assertThat(served.get(60, TimeUnit.SECONDS))
        .hasMessage("session s: not all of [127.0.0.1#1, 127.0.0.1#2] came in 3 s");
    assertThatThrownBy(
            () ->
                new HostSyncData(hosts.get(0), hosts.get(1), hosts, port).exchange("s", 1, moment))
        .hasMessageContaining("not all of");
  }

  private static int freePort() throws Exception {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }
}
