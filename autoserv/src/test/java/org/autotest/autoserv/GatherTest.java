package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.autoserv.results.UncollectedLogs;
import org.autotest.core.results.Pidfile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Executions in a process of their own that are killed, and those that come after them.
final class GatherTest extends RigTest {
  @Test
  void what_a_killed_execution_left_is_collected_and_the_log_completed() throws Exception {
    Process autoserv =
        launch(
            rig.job(
                "begin; run_test one; start_test two; wait_for @GO@; end_test two GOOD late;"
                    + " start_test three; sleep 60"));
    await(() -> rig.status().contains("START\ttwo"));
    autoserv.destroyForcibly().waitFor();
    Files.createFile(rig.go());
    await(() -> clientStatus().contains("START\tthree"));

    Ending ending = gather();

    assertThat(ending).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines().subList(1, rig.statusLines().size()))
        .containsExactly(
            "START\t----\t----",
            "\tSTART\tone\tone",
            "\t\tGOOD\tone\tone\tcompleted successfully",
            "\tEND GOOD\tone\tone",
            "\tSTART\ttwo\ttwo",
            "\t\tGOOD\ttwo\ttwo\tlate",
            "\tEND GOOD\ttwo\ttwo",
            "\tSTART\tthree\tthree");
    assertThat(rig.file("one/debug/log")).isNotEmpty();
    assertThat(Pidfile.read(rig.results().resolve(Pidfile.COLLECT_CRASHINFO)))
        .isEqualTo(new Pidfile.Ended(Rig.PID, 0, 0));
    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Running(autoserv.pid()));
    assertThat(rig.results().resolve("uncollected_logs")).doesNotExist();
    assertThat(rig.runs()).isEmpty();
  }

  @Test
  void nothing_of_a_killed_execution_keeps_running_here() throws Exception {
    Process autoserv = launch(rig.job("begin; start_test one; wait_for @GO@"));
    await(() -> rig.status().contains("START\tone"));
    List<ProcessHandle> ssh = autoserv.descendants().toList();
    assertThat(ssh).isNotEmpty();

    autoserv.destroyForcibly().waitFor();

    await(() -> ssh.stream().noneMatch(ProcessHandle::isAlive));
    gather();
  }

  @Test
  void gathering_twice_finds_nothing_the_second_time() throws Exception {
    rig.run(rig.job("begin; run_test one; finish"));

    assertThat(gather()).isEqualTo(Ending.DONE);
    rig.sshd().stop();
    assertThat(gather()).isEqualTo(Ending.DONE);
  }

  @Test
  void gathering_keeps_what_the_main_run_said_about_its_failure() throws Exception {
    Process autoserv = launch(rig.job("begin; start_test one; wait_for @GO@"));
    await(() -> rig.status().contains("START\tone"));
    autoserv.destroyForcibly().waitFor();
    rig.sshd().stop();
    Files.writeString(rig.results().resolve("failure"), "blame=LAB\nproblem=first\n");

    assertThat(gather("--crash-wait", "1")).isEqualTo(Ending.FAILED);

    assertThat(rig.file("failure")).isEqualTo("blame=LAB\nproblem=first\n");
    assertThat(rig.results().resolve("uncollected_logs")).exists();
    Files.createFile(rig.go());
  }

  @Test
  void each_of_several_machines_keeps_what_the_main_run_said_about_it() throws Exception {
    Files.createDirectories(rig.results().resolve("loop"));
    Files.writeString(rig.results().resolve("status.log"), "");
    Path failure = rig.results().resolve("loop/failure");
    Files.writeString(failure, "blame=TEST\nproblem=first\n");
    new UncollectedLogs("loop", rig.home() + "/runs/one", Instant.now(), "", 0)
        .write(rig.results().resolve("loop"));
    rig.sshd().stop();
    List<String> words = rig.common("--crash-wait", "0");
    words.addAll(List.of("-m", "loop,loop2", "--collect-crashinfo", "--use-existing-results"));

    assertThat(rig.run(words)).isEqualTo(Ending.FAILED);

    assertThat(failure).hasContent("blame=TEST\nproblem=first\n");
  }

  @Test
  void sigterm_ends_the_client_and_the_pidfile_says_so() throws Exception {
    Process autoserv =
        launch(rig.job("begin; run_test one; start_test two; echo $$ >@GO@.pid; sleep 600"));
    await(() -> rig.status().contains("START\ttwo"));
    await(() -> Files.exists(Path.of(rig.go() + ".pid")));
    long client = Long.parseLong(Files.readString(Path.of(rig.go() + ".pid")).strip());

    autoserv.destroy();

    assertThat(autoserv.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(autoserv.exitValue()).isEqualTo(143);
    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(autoserv.pid(), 271, 0));
    assertThat(ProcessHandle.of(client)).isEmpty();
    assertThat(rig.file("one/debug/log")).isNotEmpty();
    assertThat(rig.results().resolve("failure")).doesNotExist();
  }

  @Test
  void a_wrong_command_line_exits_2_and_touches_nothing() throws Exception {
    Process autoserv = launch(List.of("-r", rig.results().toString(), "-m", "loop", "--nonsense"));

    assertThat(autoserv.waitFor()).isEqualTo(2);
    assertThat(Files.readString(temp.resolve("console")))
        .isEqualTo("autoserv: option --nonsense: there is no such option\n");
    assertThat(rig.results()).doesNotExist();
  }

  @Test
  void results_of_another_execution_are_not_overwritten() throws Exception {
    rig.run(rig.job("begin; finish"));

    Process autoserv = launch(rig.job("begin; finish"));

    assertThat(autoserv.waitFor()).isEqualTo(1);
    assertThat(Files.readString(temp.resolve("console")))
        .contains("an execution has written there");
  }

  private Ending gather(String... more) {
    List<String> words = rig.common(more);
    words.addAll(
        List.of(
            "-m",
            "loop",
            "--collect-crashinfo",
            "--use-existing-results",
            "--pidfile-label",
            "collect_crashinfo"));
    return rig.run(words);
  }

  private String clientStatus() throws IOException {
    return Files.readString(rig.runs().getFirst().resolve("out/results/default/status"));
  }

  private Process launch(List<String> words) throws IOException {
    List<String> argv =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AutoservMain.class.getName()));
    argv.addAll(words);
    return new ProcessBuilder(argv)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.to(temp.resolve("console").toFile()))
        .start();
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(condition);
  }
}
