package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.autoserv.Autoserv.Ending;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Server-side control files in Python that lose a machine, reboot it, or are ended.
final class PythonServerEndsTest extends PythonRigTest {
  @Test
  void a_machine_that_does_not_answer_is_to_blame_unless_that_is_caught() throws Exception {
    rig.sshd().stop();
    assertThat(
            run(
                "loop",
                """
                host = hosts.create_host("loop")
                assert not host.is_up()
                try:
                    host.run("true")
                except AutoservSSHTimeout, caught:
                    job.record("GOOD", None, "caught", str(caught))
                def inside():
                    host.run("true")
                job.run_group(inside)
                """))
        .isEqualTo(Ending.FAILED);

    assertThat(rig.statusLines().getFirst()).startsWith("GOOD\t----\tcaught\tconnecting to loop: ");
    assertThat(failure()).startsWith("blame=HOST\nproblem=connecting to loop: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "'1'", "0"})
  void a_control_file_says_how_long_the_machine_of_a_client_may_be_away(String disconnect)
      throws Exception {
    Thread stops =
        Thread.ofPlatform()
            .start(
                () -> {
                  Awaitility.await()
                      .atMost(Duration.ofSeconds(60))
                      .until(() -> rig.status().contains("START\tone"));
                  try {
                    rig.sshd().stop();
                  } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                  }
                });

    Ending ending =
        run(
            "loop",
            """
            at = autotest.Autotest(hosts.create_host("loop"))
            at.run("begin; start_test one; wait_for %s\\n", client_disconnect_timeout=%s)
            """
                .formatted(rig.go(), disconnect),
            "--crash-wait",
            "1");
    stops.join();

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(failure()).startsWith("blame=HOST\n");
    Files.createFile(rig.go());
  }

  @Test
  void words_that_a_host_is_created_with_and_that_mean_nothing_are_warned_of() throws Exception {
    passes(
        "loop",
        """
        hosts.create_host("loop", auto_monitor=False, initialize=False, follow_paths=[], user="")
        hosts.create_host("loop", user="root", port=22, password="x", netconsole=True)
        hosts.create_host("loop", pattern_paths=["/etc/words"], follow_paths=["/log"], colour="red")
        for name, value in (("user", "me"), ("port", 2222)):
            try:
                hosts.create_host("loop", **{name: value})
                raise ValueError("it took " + name)
            except error.AutoservUnsupportedError as refused:
                assert name in str(refused), refused
        """);

    assertThat(rig.file("debug/autoserv.WARNING").lines())
        .filteredOn(line -> line.contains("creating loop with"))
        .hasSize(7)
        .anyMatch(line -> line.contains("with netconsole: the lab's file of machines names it"))
        .anyMatch(line -> line.contains("with colour: it means nothing"));
  }

  @Test
  void the_machine_of_the_server_is_neither_switched_off_nor_rebooted() throws Exception {
    rig.sshd().bootId(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    passes(
        "loop",
        """
        host = hosts.create_host("loop")
        for order in (host.halt, lambda: host.reboot(wait=False)):
            try:
                order()
                raise ValueError("it goes down")
            except error.AutoservError as refused:
                job.record("GOOD", None, "refused", str(refused))
        """);

    assertThat(rig.statusLines())
        .contains(
            "GOOD\t----\trefused\tswitching off loop: it is the machine that autoserv runs on",
            "GOOD\t----\trefused\trebooting loop: it is the machine that autoserv runs on");
  }

  @Test
  void a_reboot_is_waited_for_and_recorded() throws Exception {
    rig.fakeReboot("echo second >" + rig.sshd().bootId("first"));
    passes(
        "loop",
        """
        host = hosts.create_host("loop")
        assert host.get_boot_id() == "first"
        host.reboot()
        assert host.get_boot_id() == "second"
        """);

    assertThat(rig.statusLines().subList(0, 3))
        .containsExactly(
            "START\t----\treboot", "\tGOOD\t----\treboot.start", "\tGOOD\t----\treboot.verify");
  }

  @Test
  void a_client_that_gives_up_is_an_exception() throws Exception {
    passes(
        "loop",
        """
        at = autotest.Autotest(hosts.create_host("loop"))
        try:
            at.run("begin; finish ABORT reason; exit 1")
            raise ValueError("it did not give up")
        except error.AutotestRunError as raised:
            job.record("GOOD", None, "raised", str(raised))
        try:
            at.run("begin; start_test slow; wait_for %s", timeout=1)
            raise ValueError("it ended")
        except error.AutotestTimeoutError as raised:
            job.record("GOOD", None, "raised", str(raised))
        """
            .formatted(rig.go()));

    assertThat(rig.statusLines())
        .contains(
            "GOOD\t----\traised\trunning the control file on loop: client job was aborted: reason",
            "\t\tINFO\t----\t----\trunning a client control file on loop: no end in 1 s",
            "GOOD\t----\traised\trunning a client control file on loop: no end in 1 s");
    assertThat(rig.runs()).isEmpty();
  }

  @Test
  void what_a_part_that_is_killed_had_begun_on_a_machine_ends_too() throws Exception {
    passes(
        "loop",
        """
        def work(machine):
            autotest.Autotest(hosts.create_host(machine)).run("begin; start_test one; sleep 1015")
        results = job.parallel_simple(work, ["loop"], timeout=8, return_results=True)
        job.record("GOOD", None, "killed", str(results[0]))
        autotest.Autotest(hosts.create_host("loop")).run("begin; run_test two; finish")
        """);

    assertThat(rig.statusLines())
        .anyMatch(line -> line.contains("GOOD\t----\tkilled\t"))
        .anyMatch(line -> line.contains("END GOOD\ttwo\ttwo"));
    assertThat(rig.file("debug/autoserv.INFO")).contains("told to stop: ending the client on loop");
    assertThat(rig.runs()).isEmpty();
  }

  @Test
  void a_machine_that_a_part_loses_tells_what_its_kernel_left_whatever_its_clock_shows()
      throws Exception {
    Path pstore = Files.createDirectories(rig.sshd().crashes().resolve("sys/fs/pstore"));
    Instant there = Instant.now().minus(Duration.ofHours(2));
    for (int minutes : new int[] {-10, 10}) {
      Path left = Files.writeString(pstore.resolve("dmesg" + minutes), "Oops");
      Files.setLastModifiedTime(left, FileTime.from(there.plus(Duration.ofMinutes(minutes))));
    }
    rig.program("date", "exec /usr/bin/date -d '2 hours ago' \"$@\"");
    Path begun = temp.resolve("begun");
    Path control =
        Files.writeString(
            temp.resolve("server-control"),
            """
            def work(machine):
                if machine == "loop2":
                    hosts.create_host(machine).run("touch %s; exec sleep 60")
            job.parallel_simple(work, machines)
            """
                .formatted(begun));
    List<String> words = rig.common("-m", "loop,loop2", control.toString());
    Thread execution = Thread.ofPlatform().start(() -> rig.run(words));
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(begun));

    rig.sshd().cutConnections();
    execution.join();

    assertThat(failure()).startsWith("blame=HOST\n");
    Path came = rig.results().resolve("loop2/crashinfo.loop2/pstore");
    assertThat(came.resolve("dmesg10")).hasContent("Oops");
    assertThat(came.resolve("dmesg-10")).doesNotExist();
  }

  @Test
  void lines_end_as_those_who_write_them_please() throws Exception {
    passes("loop", "print('one\\r\\ntwo\\rthree')\n");

    assertThat(rig.file("debug/autoserv.INFO"))
        .containsPattern("one\n.*two\n.*three\n")
        .doesNotContain("?");
  }

  @Test
  void a_line_without_end_is_told_as_far_as_it_is_kept() throws Exception {
    passes(
        "loop",
        """
        import sys, time
        sys.stdout.write("y" * 100000)
        sys.stdout.flush()
        log = "%s"
        until = time.time() + 30
        while time.time() < until and "yyyy …" not in open(log, encoding="utf-8").read():
            time.sleep(0.05)
        print("end of it")
        print("next")
        assert time.time() < until
        """
            .formatted(rig.results().resolve("debug/autoserv.INFO")));

    assertThat(rig.file("debug/autoserv.INFO"))
        .containsPattern("y{10000} …\n.*next\n")
        .doesNotContain("end of it");
  }

  @Test
  void an_interrupt_ends_the_control_file_its_parts_and_their_clients() throws Exception {
    Path pids = Files.createDirectory(temp.resolve("pids"));
    Thread execution =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    run(
                        "loop,loop2",
                        """
                        import os
                        def work(machine):
                            host = hosts.create_host(machine)
                            open("%s/%%d" %% os.getpid(), "w").close()
                            autotest.Autotest(host).run("begin; start_test t; wait_for %s")
                        job.parallel_simple(work, machines)
                        """
                            .formatted(pids, rig.go()));
                  } catch (IOException noRoom) {
                    throw new UncheckedIOException(noRoom);
                  }
                });
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> status("loop").contains("START\tt") && status("loop2").contains("START\tt"));

    execution.interrupt();
    execution.join();

    assertThat(rig.pidfile().toString()).contains("waitStatus=271");
    assertThat(rig.runs()).isEmpty();
    for (Path pid : paths(pids)) {
      for (ProcessHandle part :
          ProcessHandle.of(Long.parseLong(String.valueOf(pid.getFileName()))).stream().toList()) {
        assertThat(part.onExit()).succeedsWithin(Duration.ofSeconds(20));
      }
    }
  }

  @Test
  void an_interrupt_ends_what_commands_of_parts_were_running() throws Exception {
    Path pids = Files.createDirectory(temp.resolve("commands"));
    Path control =
        Files.writeString(
            temp.resolve("server-control"),
            """
            def work(machine):
                hosts.create_host(machine).run(": >%s/$$; sleep 1019; :")
            job.parallel_simple(work, machines)
            """
                .formatted(pids));
    List<String> words = rig.common("-m", "loop,loop2", control.toString());
    Thread execution = Thread.ofPlatform().start(() -> rig.run(words));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              try (Stream<Path> begun = Files.list(pids)) {
                return begun.count() == 2;
              }
            });

    execution.interrupt();
    execution.join();

    assertThat(rig.pidfile().toString()).contains("waitStatus=271");
    for (Path pid : paths(pids)) {
      for (ProcessHandle command :
          ProcessHandle.of(Long.parseLong(String.valueOf(pid.getFileName()))).stream().toList()) {
        assertThat(command.onExit()).succeedsWithin(Duration.ofSeconds(20));
      }
    }
  }

  private String status(String machine) throws IOException {
    Path file = rig.results().resolve(machine).resolve("status.log");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private static List<Path> paths(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> found = all.toList();
      assertThat(found).hasSize(2);
      return found;
    }
  }

  @Test
  void threads_that_a_control_file_leaves_are_named_and_do_not_keep_the_job_from_ending()
      throws Exception {
    passes(
        "loop",
        """
        import threading, time
        threading.Thread(target=time.sleep, args=(1016,), name="forever").start()
        """);

    assertThat(rig.file("debug/autoserv.WARNING"))
        .contains("the control file is over, and 10 s are left for its threads: forever");
  }

  @Test
  void a_part_that_does_not_end_in_time_or_is_killed_is_told_so() throws Exception {
    assertThat(
            run(
                "loop",
                """
                import os, time
                def late():
                    time.sleep(1017)
                def killed():
                    os.kill(os.getpid(), 9)
                parallel([subcommand(late, []), subcommand(killed, [])], timeout=2)
                """))
        .isEqualTo(Ending.FAILED);

    assertThat(failure())
        .isEqualTo(
            "blame=SUBMITTER\nproblem=2 of 2 failed: late: no end in 2 s; killed: killed by SIGKILL"
                + " (9)\n");
  }

  @Test
  void a_process_that_dies_and_a_syntax_error_are_told() throws Exception {
    assertThat(run("loop", "import os\nos.kill(os.getpid(), 9)\n")).isEqualTo(Ending.FAILED);
    assertThat(failure()).contains("control.srv: killed by SIGKILL (9)");
    Files.move(rig.results(), temp.resolve("aside"));

    assertThat(run("loop", "import os\nif:\n")).isEqualTo(Ending.FAILED);
    assertThat(failure()).startsWith("blame=SUBMITTER\n").contains("line 2: SyntaxError");
  }
}
