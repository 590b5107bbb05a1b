package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.testkit.LoopbackSshd;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// A Java control file of the server meets what runs on a machine: the client's own Python side.
final class ServerMeetingTest extends RigTest {
  private static final Path PYTHON = Path.of("../client/src/main/python").toAbsolutePath();

  private List<String> words(String source) throws IOException {
    Path control = Files.writeString(temp.resolve("server-control"), source);
    return rig.common("-m", "loop", control.toString());
  }

  @Test
  void the_server_meets_a_machine_at_a_barrier_and_exchanges_data() throws Exception {
    int port = LoopbackSshd.freePort();
    Path member =
        Files.writeString(
            temp.resolve("member.py"),
            """
            import sys
            from autotest.client.shared import barrier, syncdata
            names = ["127.0.0.1#a", "127.0.0.1#b"]
            barrier.barrier(names[1], "start", 60, port=%1$d).rendezvous(*names)
            told = syncdata.SyncData(names[0], names[1], names, "s", port=%1$d).sync({"b": 2}, 60)
            print(sorted(told.items()))
            """
                .formatted(port));

    Ending ending =
        rig.run(
            words(
                """
                void main() {
                  var names = List.of("127.0.0.1#a", "127.0.0.1#b");
                  var member = hosts.create("loop").start("PYTHONPATH=%s python3 %s");
                  job.barrier(names.get(0), "start", Duration.ofMinutes(1), %d)
                      .rendezvous(names.get(0), names.get(1));
                  var all = job.syncData(names.get(0), names.get(0), names, %d)
                      .exchange("s", List.of(1), Duration.ofMinutes(1));
                  var ended = member.waitFor(Duration.ofMinutes(1)).orElseThrow();
                  job.record(StatusCode.GOOD, "here", all.toString());
                  job.record(StatusCode.GOOD, "there", ended.exit() + " " + ended.stdout());
                }
                """
                    .formatted(PYTHON, member, port, port)));

    assertThat(ending).as(failure()).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines())
        .contains(
            "GOOD\t----\there\t{127.0.0.1#a=[1], 127.0.0.1#b={b=2}}",
            "GOOD\t----\tthere\t0 [('127.0.0.1#a', [1]), ('127.0.0.1#b', {'b': 2})]");
  }

  @Test
  void one_that_nobody_meets_fails_in_time_and_one_that_does_not_belong_is_told_the_line()
      throws Exception {
    String source =
        """
        void main() {
          try {
            job.barrier("127.0.0.1#a", "t", Duration.ofMillis(200), %1$d)
                .rendezvous("127.0.0.1#a", "127.0.0.1#b");
          } catch (MeetingFailed late) {
            job.record(StatusCode.GOOD, "told", late.problem());
          }
          job.barrier("c", "t", Duration.ofMillis(200), %1$d).rendezvous("a", "b");
        }
        """
            .formatted(LoopbackSshd.freePort());

    assertThat(rig.run(words(source))).isEqualTo(Ending.FAILED);

    assertThat(rig.statusLines()).contains("GOOD\t----\ttold\ttimeout waiting for barrier: t");
    assertThat(failure())
        .contains("line 8: IllegalArgumentException: barrier t: c is not among [a, b]");
  }

  @Test
  void a_job_that_is_told_to_stop_waits_no_longer() throws Exception {
    int port = LoopbackSshd.freePort();
    List<String> words =
        words(
            """
            void main() {
              job.barrier("127.0.0.1#a", "t", Duration.ofHours(1), %d)
                  .rendezvous("127.0.0.1#a", "127.0.0.1#b");
            }
            """
                .formatted(port));
    Thread execution = Thread.ofPlatform().start(() -> rig.run(words));
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> isListening(port));

    execution.interrupt();

    assertThat(execution.join(Duration.ofSeconds(30))).isTrue();
    assertThat(rig.pidfile().toString()).contains("271");
  }

  private static boolean isListening(int port) {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Test
  void a_reboot_of_the_control_file_s_own_is_a_group() throws Exception {
    assertThat(
            rig.run(
                words(
                    """
                    void main() {
                      job.runReboot(() -> job.record(StatusCode.WARN, "down", ""), () -> "6.1");
                      try {
                        job.runReboot(() -> { throw new AssertionError("odd"); }, () -> "");
                      } catch (AssertionError caught) {
                        job.record(StatusCode.GOOD, "caught", "");
                      }
                      job.runReboot(() -> { throw new IllegalStateException("stays"); }, () -> "");
                    }
                    """)))
        .isEqualTo(Ending.FAILED);

    assertThat(rig.statusLines())
        .startsWith(
            "START\t----\treboot",
            "\tWARN\t----\tdown",
            "END GOOD\t----\treboot\tkernel=6.1",
            "START\t----\treboot",
            "END FAIL\t----\treboot\tAssertionError: odd",
            "GOOD\t----\tcaught",
            "START\t----\treboot",
            "END FAIL\t----\treboot\tIllegalStateException: stays");
  }
}
