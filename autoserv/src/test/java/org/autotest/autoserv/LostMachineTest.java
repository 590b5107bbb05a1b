package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.core.results.Pidfile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What becomes of a client's job when its machine is away, or the job is ended.
final class LostMachineTest extends RigTest {
  @Test
  void what_a_client_did_while_its_machine_was_away_for_too_long_is_collected() throws Exception {
    Thread execution =
        Thread.ofPlatform()
            .start(
                () ->
                    run(
                        "begin; start_test one; wait_for @GO@; end_test one GOOD ok;"
                            + " run_test two; start_test three; sleep 600",
                        "--disconnect-wait",
                        "0"));
    await(() -> rig.status().contains("START\tone"));

    rig.sshd().stop();
    await(() -> rig.file("debug/autoserv.WARNING").contains("its results are waited for, 900 s"));
    Files.createFile(rig.go());
    await(
        () ->
            Files.readString(rig.runs().getFirst().resolve("out/results/default/status"))
                .contains("START\tthree"));
    rig.sshd().restart();
    execution.join();

    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 256, 0));
    assertThat(rig.file("failure")).startsWith("blame=HOST\n");
    assertThat(rig.statusLines())
        .containsSubsequence(
            "\tEND GOOD\tone\tone",
            "\tEND GOOD\ttwo\ttwo",
            "\tSTART\tthree\tthree",
            "END ABORT\t----\t----\tAutotest client terminated unexpectedly");
    assertThat(rig.file("two/debug/log")).isEqualTo("test two\n");
    assertThat(rig.results().resolve("crashinfo.loop")).isDirectory();
    assertThat(rig.results().resolve("uncollected_logs")).doesNotExist();
    assertThat(rig.runs()).isEmpty();
  }

  @Test
  void a_name_that_does_not_resolve_for_a_while_is_waited_for() throws Exception {
    Thread execution =
        Thread.ofPlatform()
            .start(() -> run("begin; start_test one; wait_for @GO@; end_test one GOOD ok; finish"));
    await(() -> rig.status().contains("START\tone"));
    Path config = rig.sshd().configuration();
    String right = Files.readString(config);
    int tries = tries();

    Files.writeString(config, right.replace("127.0.0.1", "nosuchhost.invalid"));
    rig.sshd().cutConnections();
    await(() -> tries() >= tries + 3);
    Files.writeString(config, right);
    Files.createFile(rig.go());
    execution.join();

    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 0, 0));
    assertThat(rig.statusLines()).contains("END GOOD\t----\t----");
  }

  @Test
  void a_test_that_breaks_the_network_on_purpose_is_not_warned_of_that() throws Exception {
    String mutes = "$(printf '%s\\t%s' ---- warnings.disable=NETWORK)";
    Thread execution =
        Thread.ofPlatform()
            .start(
                () ->
                    run(
                        "begin; line '\\t' INFO ---- \"%s\" muted; start_test one; wait_for @GO@;"
                                .formatted(mutes)
                            + " end_test one GOOD ok; finish"));
    await(() -> rig.status().contains("START\tone"));

    rig.sshd().cutConnections();
    await(() -> rig.file("debug/autoserv.WARNING").contains("waiting to find it again"));
    Files.createFile(rig.go());
    execution.join();

    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 0, 0));
    assertThat(rig.status()).contains("warnings.disable=NETWORK").doesNotContain("WARN");
  }

  private int tries() throws IOException {
    return rig.file("debug/autoserv.DEBUG").split("connecting: ", -1).length;
  }

  @Test
  void a_client_may_take_its_time_to_write_the_end_of_its_log() throws Exception {
    Thread execution =
        Thread.ofPlatform()
            .start(
                () ->
                    run(
                        "trap 'sleep 12; finish ABORT asked; exit 143' TERM; begin;"
                            + " start_test one; : >@GO@; while :; do sleep 0.1; done"));
    await(() -> Files.exists(rig.go()));

    execution.interrupt();
    execution.join();

    assertThat(rig.statusLines()).contains("END ABORT\t----\t----\tasked");
  }

  @Test
  @Tag("long")
  void results_that_do_not_come_do_not_keep_an_execution_that_is_told_to_stop() throws Exception {
    Thread execution = Thread.ofPlatform().start(() -> run("begin; start_test one; wait_for @GO@"));
    await(() -> rig.status().contains("START\tone"));
    rig.program("tar", "exec sleep 1017");

    execution.interrupt();

    assertThat(execution.join(AutoservMain.STOP_LIMIT)).isTrue();
    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 271, 0));
    assertThat(rig.results().resolve("uncollected_logs")).exists();
    Files.createFile(rig.go());
  }

  @Test
  void an_execution_that_is_told_to_stop_counts_the_tests_of_all_its_machines() throws Exception {
    List<String> words =
        rig.common(
            "-m",
            "loop,loop2",
            "-c",
            rig.control("begin; run_test one FAIL no; start_test two; wait_for @GO@").toString());
    Thread execution = Thread.ofPlatform().start(() -> rig.run(words));
    await(
        () ->
            rig.file("loop/status.log").contains("START\ttwo")
                && rig.file("loop2/status.log").contains("START\ttwo"));

    execution.interrupt();
    execution.join();

    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 271, 2));
  }

  @Test
  void a_cleanup_that_fails_does_not_hide_what_failed_first() throws Exception {
    Ending ending =
        rig.run(
            rig.job(
                "begin; %s; finish ABORT 'give up'; exit 1".formatted(rig.spoilCleanup()),
                "-C",
                "--cleanup-mode",
                "tidy"));

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure")).startsWith("blame=SUBMITTER\n").contains("give up");
    assertThat(rig.statusLines()).last().asString().startsWith("FAIL\t----\tcleanup\t");
  }

  private void run(String script, String... more) {
    try {
      rig.run(rig.job(script, more));
    } catch (IOException noRoom) {
      throw new java.io.UncheckedIOException(noRoom);
    }
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(condition);
  }
}
