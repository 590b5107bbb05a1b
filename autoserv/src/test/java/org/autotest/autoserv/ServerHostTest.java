package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.junit.jupiter.api.Test;

/// What a server-side control file can do with machines: each control file checks for itself, and
/// what it finds wrong ends the job.
final class ServerHostTest extends ControlRigTest {
  private static final String CHECKS =
      """
      void check(boolean right, String what) {
        if (!right) {
          throw new IllegalStateException("wrong: " + what);
        }
      }
      """;

  @Override
  Ending run(String machines, String source, String... arguments) throws IOException {
    return super.run(machines, source + CHECKS + IS, arguments);
  }

  @Test
  void commands_variables_and_facts() throws Exception {
    passes(
        "loop",
        """
        void main() {
          var host = hosts.create("loop");
          check(host == hosts.create("loop"), "one object a machine");
          is("a b", host.output("echo ' a b '"));
          is(3, host.tryRun("exit 3", Duration.ofSeconds(5)).exit());
          host.setVariable("WORD", "it's $HOME");
          is("it's $HOME", host.output("echo \\"$WORD\\""));
          is(host.output("uname -r"), host.kernelVersion());
          is("it's\\n2\\n", host.runWithInput("cat; wc -l </dev/null >/dev/null; echo 2", "it's\\n", Duration.ofSeconds(5)).stdout());
          check(host.cpuCount() > 0 && host.memoryKib() > 1000, "cpus and memory");
          check(!host.architecture().isEmpty(), "architecture");
          check(host.exists("/proc/self") && !host.exists("/nowhere"), "exists");
          is(List.of("/proc/meminfo"), host.files("/proc/memi*"));
          is(List.of(), host.files("/nowhere/*"));
        }
        """);
  }

  @Test
  void a_command_runs_beside_others_to_its_end_or_until_it_is_killed() throws Exception {
    passes(
        "loop",
        """
        void main() throws Exception {
          var host = hosts.create("loop");
          String there = host.temporaryDirectory();
          var waits = host.start("echo ready; echo words >&2; until [ -e " + there + "/go ];"
              + " do sleep 0.02; done; echo gone; exit 7");
          check(waits.isRunning(), "it runs");
          is(Optional.empty(), waits.waitFor(Duration.ofMillis(1)));
          host.run("touch " + there + "/go");
          var ended = waits.waitFor(Duration.ofSeconds(20)).orElseThrow();
          is(7, ended.exit());
          is("ready\\ngone\\n", ended.stdout());
          is("words\\n", ended.stderr());
          is(ended, waits.kill());
          is(255, host.start("exit 255").waitFor(Duration.ofSeconds(20)).orElseThrow().exit());

          var endless = host.start("sleep 1001 & echo $!; wait");
          while (!endless.stdout().contains("\\n")) {
            endless.waitFor(Duration.ofMillis(10));
          }
          String left = endless.stdout().strip();
          is(137, endless.kill().exit());
          host.run("i=0; while grep -qv ' Z ' /proc/" + left + "/stat 2>/dev/null; do"
              + " i=$((i+1)); [ $i -lt 500 ] || exit 1; sleep 0.02; done");

          var forgotten = host.start("echo $$; sleep 1002");
          while (!forgotten.stdout().contains("\\n")) {
            forgotten.waitFor(Duration.ofMillis(10));
          }
          job.record(StatusCode.GOOD, "left", forgotten.stdout().strip());
        }
        """);
    long left = Long.parseLong(rig.statusLines().getLast().replaceFirst(".*\t", ""));
    for (ProcessHandle ending : ProcessHandle.of(left).stream().toList()) {
      assertThat(ending.onExit()).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  @Test
  void files_and_directories_go_and_come_as_with_rsync() throws Exception {
    passes(
        "loop",
        """
        void main() throws Exception {
          var host = hosts.create("loop");
          var tree = job.resultDirectory().resolve("sent tree");
          Files.createDirectories(tree.resolve("sub"));
          Files.writeString(tree.resolve("sub/file"), "text");
          Files.writeString(tree.resolve("tool"), "#!/bin/sh\\necho works\\n");
          tree.resolve("tool").toFile().setExecutable(true);
          Files.createSymbolicLink(tree.resolve("link"), Path.of("sub/file"));
          String there = host.temporaryDirectory();

          host.sendFile("sent tree", there);
          is("works", host.output("'" + there + "/sent tree/tool'"));
          is("text", host.output("cat '" + there + "/sent tree/link'"));
          host.sendFile("sent tree/", there + "/content");
          is("text", host.output("cat " + there + "/content/sub/file"));
          host.sendFile("sent tree/sub/file", there + "/renamed");
          host.sendFile("sent tree/sub/file", there);
          host.sendFile("sent tree/sub/file", there + "/made/");
          is("texttexttext", host.output("cd " + there + "; cat renamed file made/file"));

          host.getFile(there + "/content", "back");
          is("text", Files.readString(job.resultDirectory().resolve("back/content/sub/file")));
          check(Files.isExecutable(job.resultDirectory().resolve("back/content/tool")), "mode");
          host.getFile(there + "/content/", "flat");
          is("text", Files.readString(job.resultDirectory().resolve("flat/sub/file")));
          host.getFile(there + "/renamed", "single");
          host.getFile(there + "/renamed", "single");
          is("text", Files.readString(job.resultDirectory().resolve("single")));
          job.record(StatusCode.GOOD, "directory", there);
        }
        """);
    String there = rig.statusLines().getLast().replaceFirst(".*\t", "");
    assertThat(there).startsWith("/tmp/autoserv-");
    assertThat(Path.of(there)).doesNotExist();
  }

  @Test
  void machines_are_tidied_up_at_the_same_time() throws Exception {
    Path arrived = Files.createDirectories(temp.resolve("arrived"));
    // Each removal waits for that on the other machine.
    rig.program(
        "rm",
        """
        case "$*" in
          *autoserv-*)
            : >%1$s/$$; n=0
            until [ $(ls %1$s | wc -l) -ge 2 ] || [ $n = 200 ]; do n=$((n + 1)); sleep 0.1; done
            [ $n -lt 200 ] || : >%1$s/alone ;;
        esac
        exec /bin/rm "$@"
        """
            .formatted(arrived));

    passes(
        "loop,loop2",
        "void main() { for (var machine : machines) { hosts.create(machine).temporaryDirectory(); } }");

    assertThat(arrived).isNotEmptyDirectory();
    assertThat(arrived.resolve("alone")).doesNotExist();
  }

  @Test
  void a_restart_that_others_ordered_is_waited_for_and_the_lab_s_words_are_known()
      throws Exception {
    Path keyvals = Files.createDirectories(rig.results().resolve("host_keyvals"));
    Files.writeString(keyvals.resolve("loop"), "platform=x86_64\nlabels=a%20b,c%2B%2B,d+e\n");
    Path bootId = rig.sshd().bootId("first");

    passes(
        "loop,loop2",
        """
        void main() {
          var host = hosts.create("loop");
          String before = host.bootId();
          check(!host.waitForRestart(before, Duration.ofMillis(1)), "it has not booted");
          host.run("(sleep 0.5; echo second >%s) </dev/null >/dev/null 2>&1 &");
          check(host.waitForRestart(before, Duration.ofSeconds(20)), "it has booted");
          is("second", host.bootId());
          is("x86_64", host.platform());
          is(List.of("a b", "c++", "d+e"), host.labels());
          is(List.of(), hosts.create("loop2").labels());
          is("", hosts.create("loop2").platform());
          check(host.freeKib("/tmp") > 0, "room");
        }
        """
            .formatted(bootId));
  }

  @Test
  void what_is_not_there_is_named() throws Exception {
    assertThat(run("loop", "void main() { hosts.create(\"loop\").getFile(\"/no/file\", \"x\"); }"))
        .isEqualTo(Ending.FAILED);
    assertThat(failure())
        .isEqualTo("blame=SUBMITTER\nproblem=fetching loop:/no/file: it is not there\n");
  }

  @Test
  void the_machine_of_the_server_is_not_switched_off() throws Exception {
    rig.sshd().bootId(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());

    assertThat(run("loop", "void main() { hosts.create(\"loop\").halt(); }"))
        .isEqualTo(Ending.FAILED);

    assertThat(failure())
        .isEqualTo(
            "blame=LAB\nproblem=switching off loop: it is the machine that autoserv runs on\n");
  }

  @Test
  void a_reboot_is_waited_for_and_recorded() throws Exception {
    rig.fakeReboot("echo second >" + rig.sshd().bootId("first"));
    passes(
        "loop",
        """
        void main() {
          var host = hosts.create("loop");
          check(host.isUp() && host.waitUp(Duration.ofSeconds(5)), "up");
          is("first", host.bootId());
          host.reboot();
          is("second", host.bootId());
          check(!host.waitDown(Duration.ofMillis(1)), "it stays up");
        }
        """);

    assertThat(rig.statusLines().subList(0, 3))
        .containsExactly(
            "START\t----\treboot", "\tGOOD\t----\treboot.start", "\tGOOD\t----\treboot.verify");
  }

  @Test
  void machines_are_worked_on_at_the_same_time_and_each_has_its_own_results() throws Exception {
    Ending ending =
        run(
            "loop,loop2,loop3",
            """
            void main() {
              var meeting = new java.util.concurrent.CyclicBarrier(3);
              is(new Tuples(List.of(List.of("loop", "loop2")), List.of("loop3")),
                  job.tuples(machines, 2));
              is(List.of("loop", "loop3"), job.parallelOnMachines(machine -> {
                meeting.await();
                job.record(StatusCode.GOOD, "met", job.resultDirectory().getFileName().toString());
                hosts.create(machine).runControl("begin; run_test t; finish");
                if (machine.equals("loop2")) {
                  throw new IllegalStateException("not today");
                }
              }, machines));
              job.parallel(
                  () -> job.record(StatusCode.GOOD, "beside", "one"),
                  () -> { throw new java.io.IOException("two"); });
            }
            """);

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(failure())
        .isEqualTo("blame=SUBMITTER\nproblem=1 of 2 failed: task 2: IOException: two\n");
    for (String machine : List.of("loop", "loop2", "loop3")) {
      assertThat(Rig.statusLines(rig.results().resolve(machine)))
          .contains("GOOD\t----\tmet\t" + machine, "END GOOD\t----\t----")
          .noneMatch(line -> line.contains("job_abort_reason"));
      assertThat(rig.results().resolve(machine + "/failure")).doesNotExist();
    }
    assertThat(rig.file("loop2/debug/autoserv.ERROR"))
        .contains("line 10: IllegalStateException: not today");
    assertThat(rig.statusLines().getFirst()).isEqualTo("GOOD\t----\tbeside\tone");
  }

  @Test
  void another_control_file_runs_with_the_same_machines() throws Exception {
    Path other =
        Files.writeString(
            temp.resolve("other"),
            "void main() {\n  job.record(StatusCode.GOOD, \"other\", machines.toString());\n}\n");
    passes("loop", "void main() { job.runControl(\"%s\"); }".formatted(other));

    assertThat(rig.statusLines()).containsExactly("GOOD\t----\tother\t[loop]");
  }

  @Test
  void another_control_file_is_found_beside_the_one_that_was_given() throws Exception {
    Files.writeString(
        temp.resolve("beside"),
        "void main() {\n  job.record(StatusCode.GOOD, \"other\", \"beside\");\n}\n");
    passes("loop", "void main() { job.runControl(\"beside\"); }");

    assertThat(rig.statusLines()).containsExactly("GOOD\t----\tother\tbeside");
  }
}
