package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.autotest.autoserv.Autoserv.Ending;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A machine whose login shell prints something each time works like any other.
final class TalkativeMachineTest extends ControlRigTest {
  @BeforeEach
  void talks() throws IOException {
    Files.writeString(
        rig.sshd().home().resolve(".bashrc"),
        "echo WELCOME; printf 'on %s' there; echo CAREFUL >&2\n");
  }

  @Test
  void a_client_is_installed_followed_over_a_lost_connection_and_its_results_are_brought()
      throws Exception {
    Thread execution =
        Thread.ofPlatform()
            .start(
                () ->
                    runs(
                        "begin; run_test zero GOOD \"$(bash -c 'echo as usual')\"; start_test one; wait_for @GO@;"
                            + " end_test one GOOD ok; run_test two; finish"));
    await(() -> rig.status().contains("START\tone"));

    rig.sshd().cutConnections();
    await(() -> rig.file("debug/autoserv.WARNING").contains("waiting to find it again"));
    Files.createFile(rig.go());
    execution.join();

    assertThat(failure()).isEqualTo("no failure");
    assertThat(rig.statusLines())
        .filteredOn(line -> !line.startsWith("INFO") && !line.contains("WARN"))
        .containsExactly(
            "START\t----\t----",
            "\tSTART\tzero\tzero",
            "\t\tGOOD\tzero\tzero\tas usual",
            "\tEND GOOD\tzero\tzero",
            "\tSTART\tone\tone",
            "\t\tGOOD\tone\tone\tok",
            "\tEND GOOD\tone\tone",
            "\tSTART\ttwo\ttwo",
            "\t\tGOOD\ttwo\ttwo\tcompleted successfully",
            "\tEND GOOD\ttwo\ttwo",
            "END GOOD\t----\t----");
    assertThat(rig.file("two/debug/log")).isEqualTo("test two\n");
    assertThat(rig.file("debug/autoserv.DEBUG")).doesNotContain("WELCOME");
  }

  @Test
  void files_and_commands_beside_others_go_through() throws Exception {
    passes(
        "loop",
        """
        void main() throws Exception {
          var host = hosts.create("loop");
          java.nio.file.Files.writeString(java.nio.file.Path.of("%1$s/here"), "text");
          host.sendFile("%1$s/here", "there");
          host.getFile("there", "%1$s/back");
          var beside = host.start("echo out; echo err >&2");
          var ended = beside.waitFor(Duration.ofSeconds(30)).orElseThrow();
          job.record(StatusCode.GOOD, "ran", host.run("bash -c 'echo in'; echo out").stdout());
          job.record(StatusCode.GOOD, "said", ended.stdout() + ended.stderr());
        }
        """
            .formatted(temp));

    assertThat(temp.resolve("back")).hasContent("text");
    assertThat(rig.statusLines())
        .containsExactly("GOOD\t----\tran\tin", "  out", "GOOD\t----\tsaid\tout", "  err");
  }

  @Test
  void what_is_no_status_line_stays_out_of_the_status_log() throws Exception {
    runs("begin; echo 'not a line' >>\"$results/status\"; run_test one; finish");

    assertThat(failure()).isEqualTo("no failure");
    assertThat(rig.status()).contains("END GOOD\tone").doesNotContain("not a line");
    assertThat(rig.file("debug/autoserv.WARNING"))
        .contains("left out of the status log, as no status line: not a line");
  }

  private Ending runs(String client) {
    try {
      return rig.run(rig.job(client));
    } catch (IOException noRoom) {
      throw new UncheckedIOException(noRoom);
    }
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(condition);
  }
}
