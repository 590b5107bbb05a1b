package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.core.results.Keyvals;
import org.autotest.core.results.Pidfile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class ClientJobTest extends RigTest {
  @Test
  void a_job_leaves_the_tree_that_the_original_left() throws Exception {
    Ending ending = rig.run(rig.job("begin; run_test g_good; run_test g_bad FAIL broke; finish"));

    assertThat(ending).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines().subList(1, rig.statusLines().size()))
        .containsExactly(
            "START\t----\t----",
            "\tSTART\tg_good\tg_good",
            "\t\tGOOD\tg_good\tg_good\tcompleted successfully",
            "\tEND GOOD\tg_good\tg_good",
            "\tSTART\tg_bad\tg_bad",
            "\t\tFAIL\tg_bad\tg_bad\tbroke",
            "\tEND FAIL\tg_bad\tg_bad",
            "END GOOD\t----\t----");
    assertThat(rig.statusLines().getFirst()).startsWith("INFO\t----\t----\tkernel=");
    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 0, 1));
    assertThat(Keyvals.read(rig.results().resolve("keyval")))
        .containsEntry("hostname", "loop")
        .containsEntry("label", "a job")
        .containsEntry("user", "alice")
        .containsEntry("drone", "server1")
        .containsEntry("status_version", "1")
        .containsKey("job_started");
    assertThat(rig.file("g_good/debug/log")).isEqualTo("test g_good\n");
    assertThat(rig.file("control")).startsWith("begin; run_test g_good");
    assertThat(rig.file("debug/client.0.INFO")).startsWith("client of ");
    assertThat(rig.file("status")).contains("END GOOD");
    assertThat(rig.file("debug/autoserv.INFO")).contains("the client ended: exit status 0");
    assertThat(rig.results().resolve("failure")).doesNotExist();
    assertThat(rig.results().resolve("uncollected_logs")).doesNotExist();
    assertThat(rig.results().resolve(".reserve")).doesNotExist();
    assertThat(rig.runs()).isEmpty();
  }

  @Test
  void status_lines_and_finished_tests_arrive_while_the_client_works() throws Exception {
    Thread execution =
        Thread.ofPlatform()
            .start(
                () ->
                    run(
                        "begin; run_test one; sleep 5.5; start_test two; wait_for @GO@; "
                            + "end_test two GOOD ok; finish"));

    await(() -> rig.status().contains("START\ttwo"));
    await(() -> Files.exists(rig.results().resolve("one/debug/log")));
    assertThat(rig.status()).doesNotContain("END GOOD\t----");
    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Running(Rig.PID));
    Files.createFile(rig.go());
    execution.join();

    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 0, 0));
  }

  @Test
  void a_cut_connection_costs_a_warning_and_no_line() throws Exception {
    Thread execution =
        Thread.ofPlatform()
            .start(() -> run("begin; start_test one; wait_for @GO@; end_test one GOOD ok; finish"));
    await(() -> rig.status().contains("START\tone"));

    rig.sshd().cutConnections();
    await(() -> rig.status().contains("disconnected"));
    Files.createFile(rig.go());
    execution.join();

    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 0, 0));
    assertThat(rig.statusLines()).filteredOn(line -> line.contains("WARN")).hasSize(1);
    assertThat(rig.statusLines())
        .filteredOn(line -> !line.contains("WARN") && !line.contains("INFO"))
        .containsExactly(
            "START\t----\t----",
            "\tSTART\tone\tone",
            "\t\tGOOD\tone\tone\tok",
            "\tEND GOOD\tone\tone",
            "END GOOD\t----\t----");
  }

  @Test
  void a_machine_that_stays_away_too_long_ends_the_job() throws Exception {
    Thread execution =
        Thread.ofPlatform()
            .start(
                () ->
                    run(
                        "begin; start_test one; wait_for @GO@",
                        "--disconnect-wait",
                        "1",
                        "--crash-wait",
                        "1"));
    await(() -> rig.status().contains("START\tone"));

    rig.sshd().stop();
    execution.join();

    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 256, 0));
    assertThat(rig.statusLines())
        .contains("END ABORT\t----\t----\tAutotest client terminated unexpectedly");
    assertThat(rig.file("failure")).contains("blame=HOST\n", "Connection refused");
    assertThat(rig.results().resolve("uncollected_logs")).exists();
    Files.createFile(rig.go());
  }

  @Test
  void a_client_that_is_killed_is_the_hosts_failure() throws Exception {
    rig.program("coredumpctl", "echo SIGSEGV of gizmo");
    crashFile("sys/fs/pstore/dmesg-old", "Oops of long ago", Duration.ofDays(3));
    crashFile("var/lib/systemd/pstore/17/dmesg-efi", "Panic#1 Part1", Duration.ofSeconds(-60));
    crashFile("var/crash/20261129/vmcore", "memory", Duration.ofSeconds(-60));
    crashFile("var/lib/systemd/coredump/core.gizmo.zst", "dump", Duration.ofSeconds(-60));

    Ending ending = rig.run(rig.job("begin; run_test g_good; kill -KILL $$"));

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.statusLines())
        .contains(
            "\tEND GOOD\tg_good\tg_good",
            "END ABORT\t----\t----\tAutotest client terminated unexpectedly");
    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 256, 0));
    assertThat(rig.file("failure"))
        .startsWith(
            "blame=HOST\nproblem=following the client on loop: it ended unexpectedly (signal 9)");
    assertThat(rig.file("g_good/debug/log")).isNotEmpty();
    assertThat(rig.file("crashinfo.loop/pstore/dmesg-efi")).isEqualTo("Panic#1 Part1");
    assertThat(rig.results().resolve("crashinfo.loop/pstore/dmesg-old")).doesNotExist();
    assertThat(rig.file("crashinfo.loop/vmcores")).contains(" 6 ", "var/crash/20261129/vmcore");
    assertThat(rig.file("crashinfo.loop/coredumps")).isEqualTo("SIGSEGV of gizmo\n");
    assertThat(rig.file("crashinfo.loop/core/core.gizmo.zst")).isEqualTo("dump");
  }

  /// What a crash has left on the machine.
  ///
  /// @param age less than zero: after now
  private void crashFile(String path, String text, Duration age) throws IOException {
    Path file = rig.sshd().crashes().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  @Test
  void what_a_killed_client_had_started_is_ended_with_its_job() throws Exception {
    String mark = "7" + System.nanoTime();

    rig.run(rig.job("begin; start_test one; setsid sleep %s & kill -KILL $$".formatted(mark)));

    assertThat(rig.file("debug/autoserv.INFO"))
        .containsPattern("killed \\d+ \\((sleep|setsid|sh)\\)");
    assertThat(ProcessHandle.allProcesses())
        .filteredOn(process -> process.info().commandLine().orElse("").contains(mark))
        .isEmpty();
  }

  @Test
  void a_control_file_that_gives_up_is_the_submitters_failure() throws Exception {
    Ending ending = rig.run(rig.job("begin; finish ABORT 'give up'; exit 1"));

    assertThat(ending).isEqualTo(Ending.FAILED);
    String problem = "running the control file on loop: client job was aborted: give up";
    assertThat(rig.statusLines())
        .containsSubsequence(
            "END ABORT\t----\t----\tgive up",
            "INFO\t----\t----\tjob_abort_reason=%s\t%1$s".formatted(problem));
    assertThat(rig.file("failure")).isEqualTo("blame=SUBMITTER\nproblem=" + problem + "\n");
  }

  @Test
  void a_client_that_does_not_start_says_why() throws Exception {
    rig.run(rig.job("echo 'no such thing' >&2; exit 3"));

    assertThat(rig.file("failure"))
        .isEqualTo(
            "blame=HOST\nproblem=starting the client on loop: it ended unexpectedly"
                + " (exit status 3): no such thing\n");
    assertThat(rig.file("debug/client.0.log")).isEqualTo("no such thing\n");
  }

  @Test
  void an_interrupt_ends_the_client_with_its_children_and_collects() throws Exception {
    Thread execution =
        Thread.ofPlatform()
            .start(
                () ->
                    run(
                        "trap 'end_test two ABORT asked; exit 143' TERM; begin; run_test one;"
                            + " start_test two; (while :; do date +%N >@GO@.beat;"
                            + " sleep 0.05; done) & wait_for @GO@"));
    Path beat = Path.of(rig.go() + ".beat");
    await(() -> rig.status().contains("START\ttwo") && Files.exists(beat));

    execution.interrupt();
    execution.join();

    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 271, 1));
    assertThat(rig.file("one/debug/log")).isNotEmpty();
    assertThat(rig.statusLines().getLast()).isEqualTo("\tEND ABORT\ttwo\ttwo");
    assertThat(rig.runs()).isEmpty();
    String last = Files.readString(beat);
    Awaitility.await()
        .during(Duration.ofMillis(300))
        .until(() -> Files.readString(beat).equals(last));
  }

  @Test
  void a_client_that_asks_for_a_reboot_is_continued_after_it() throws Exception {
    Path bootId = rig.sshd().bootId("first");
    Thread execution =
        Thread.ofPlatform()
            .start(
                () ->
                    run(
                        "if [ -e @GO@.again ]; then run_test after; finish; exit; fi\n"
                            + ": >@GO@.again; begin; run_test before; exit 5"));
    await(() -> rig.status().contains("END GOOD\tbefore"));

    Files.writeString(bootId, "second");
    execution.join();

    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 0, 0));
    assertThat(rig.statusLines())
        .containsSubsequence(
            "\tEND GOOD\tbefore\tbefore", "\tEND GOOD\tafter\tafter", "END GOOD\t----\t----");
  }

  @Test
  void a_machine_that_cannot_be_reached_fails_with_the_words_of_ssh() throws Exception {
    rig.sshd().stop();

    rig.run(rig.job("begin; finish"));

    assertThat(rig.file("failure"))
        .startsWith("blame=HOST\nproblem=connecting to loop: ssh: connect to host")
        .contains("Connection refused");
    assertThat(rig.statusLines().getFirst()).startsWith("INFO\t----\t----\tjob_abort_reason=");
    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 256, 0));
  }

  @Test
  void the_client_is_put_into_the_results_as_an_archive() throws Exception {
    rig.sshd().stop();

    assertThat(rig.run(rig.common("--install-in-tarball"))).isEqualTo(Ending.DONE);
    assertThat(rig.run(rig.common("--install-in-tarball", "--use-existing-results")))
        .isEqualTo(Ending.DONE);

    assertThat(rig.results().resolve(rig.bundle().getFileName().toString()))
        .hasSameBinaryContentAs(rig.bundle());
  }

  @Test
  void several_machines_have_a_directory_each_and_one_may_fail_alone() throws Exception {
    List<String> words = rig.common("--disconnect-wait", "1");
    words.addAll(
        List.of("-m", "loop2,loop,nosuchhost.invalid", "-c", control("begin; run_test t; finish")));

    Ending ending = rig.run(words);

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file(".machines")).isEqualTo("loop\nloop2\nnosuchhost.invalid\n");
    for (String host : List.of("loop", "loop2")) {
      Path results = rig.results().resolve(host);
      assertThat(Rig.statusLines(results)).contains("END GOOD\t----\t----");
      assertThat(results.resolve("t/debug/log")).exists();
      assertThat(results.resolve("debug/autoserv.INFO")).isNotEmptyFile();
      assertThat(results.resolve("failure")).doesNotExist();
      assertThat(Keyvals.read(results.resolve("keyval")))
          .containsOnly(
              java.util.Map.entry("hostname", host), java.util.Map.entry("status_version", "1"));
    }
    assertThat(rig.file("nosuchhost.invalid/failure")).startsWith("blame=LAB\n");
    assertThat(rig.file("failure")).contains("nosuchhost.invalid");
    assertThat(Keyvals.read(rig.results().resolve("keyval")))
        .containsEntry("hostname", "loop,loop2,nosuchhost.invalid");
  }

  @Test
  void results_that_try_to_leave_their_directory_are_left_out() throws Exception {
    Ending ending =
        rig.run(
            rig.job(
                "begin; run_test t; cd $results; ln -s /etc/passwd passwd; ln -s t/debug/log fine;"
                    + " echo forged >failure; echo forged >keyval; echo forged >status.log;"
                    + " mkfifo pipe; echo x >debug/autoserv.DEBUG; finish"));

    assertThat(ending).isEqualTo(Ending.DONE);
    assertThat(rig.results().resolve("passwd")).doesNotExist();
    assertThat(rig.results().resolve("pipe")).doesNotExist();
    assertThat(rig.results().resolve("fine")).isSymbolicLink();
    assertThat(rig.results().resolve("failure")).doesNotExist();
    assertThat(rig.status()).doesNotContain("forged");
    assertThat(rig.file("keyval")).doesNotContain("forged");
    assertThat(rig.file("debug/autoserv.WARNING"))
        .contains("'passwd' is a link out of the directory", "'pipe' is no file");
  }

  @Test
  void a_status_file_without_end_stops_the_client_and_what_it_had_done_is_kept() throws Exception {
    Ending ending =
        rig.run(
            rig.job(
                "begin; run_test a; start_test big;"
                    + " yes 'this line is no entry of a status log' | head -c 68000000 >>$results/status;"
                    + " sleep 300; finish"));

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure")).contains("blame=TEST", "larger than 67108864 bytes");
    assertThat(rig.file("a/debug/log")).isEqualTo("test a\n");
    assertThat(rig.statusLines()).anyMatch(line -> line.startsWith("END ABORT\t----\t----"));
    assertThat(rig.runs()).isEmpty();
  }

  @Test
  void more_results_than_allowed_are_left_behind_with_a_warning() throws Exception {
    Ending ending =
        rig.run(
            rig.job(
                "begin; run_test a; head -c 3000000 /dev/zero >$results/zeros; finish",
                "--results-mb",
                "1"));

    assertThat(ending).isEqualTo(Ending.DONE);
    assertThat(rig.results().resolve("zeros")).doesNotExist();
    assertThat(rig.statusLines().getLast())
        .isEqualTo(
            "WARN\t----\t----\tresults of loop are larger than 1 MB: the rest was left there");
  }

  private String control(String script) throws IOException {
    return rig.control(script).toString();
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
