package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autotest.autoserv.Autoserv.Ending;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the original's machines could do beyond commands and files, for control files in Java.
final class HostApiTest extends ControlRigTest {
  @Override
  Ending run(String machines, String source, String... arguments) throws IOException {
    return super.run(machines, source + IS, arguments);
  }

  @Test
  void a_command_reads_more_than_a_command_may_have() throws Exception {
    passes(
        "loop",
        """
        void main() {
          var host = hosts.create("loop");
          var limit = Duration.ofSeconds(30);
          String much = "it's\\n".repeat(200_000);
          is("1000000", host.runWithInput("wc -c", much, limit).stdout().strip());
          is("", host.runWithInput("cat", "", limit).stdout());
          is("no newline", host.runWithInput("cat", "no newline", limit).stdout());
        }
        """);
  }

  @Test
  void a_directory_arrives_without_what_was_there_and_files_by_a_pattern() throws Exception {
    passes(
        "loop",
        """
        void main() throws Exception {
          var host = hosts.create("loop");
          var tree = job.resultDirectory().resolve("tree");
          Files.createDirectories(tree.resolve("sub"));
          Files.writeString(tree.resolve("sub/one.log"), "1");
          Files.writeString(tree.resolve("two.log"), "2");
          String there = host.temporaryDirectory();
          host.run("mkdir -p %1$s/tree/old %1$s/flat; touch %1$s/tree/.gone %1$s/flat/gone %1$s/stays".formatted(there));

          host.sendExactly("tree", there);
          is("./sub/one.log ./two.log", host.output("cd " + there + "/tree; echo $(find . -type f | sort)"));
          host.sendExactly("tree/", there + "/flat");
          is("sub two.log", host.output("cd " + there + "/flat; echo *"));
          host.sendExactly("tree/two.log", there);
          is("flat stays tree two.log", host.output("cd " + there + "; echo *"));

          Files.createDirectories(job.resultDirectory().resolve("back/tree/old"));
          Files.writeString(job.resultDirectory().resolve("back/stays"), "");
          host.getExactly(there + "/tree", "back");
          is(false, Files.exists(job.resultDirectory().resolve("back/tree/old")));
          is("1", Files.readString(job.resultDirectory().resolve("back/tree/sub/one.log")));
          is(true, Files.exists(job.resultDirectory().resolve("back/stays")));

          is(List.of(there + "/two.log", there + "/tree/two.log"),
              host.getFiles(there + "/t*.log", "logs").size() == 1
                  ? List.of(there + "/two.log", host.getFiles(there + "/tr*/two.log", "more").getLast())
                  : List.of());
          is("2", Files.readString(job.resultDirectory().resolve("logs/two.log")));
          is(List.of(), host.getFiles("/nowhere/*", "none"));
        }
        """);
  }

  @Test
  void a_control_file_looks_whether_a_machine_is_fit() throws Exception {
    Path mark = temp.resolve("mark");
    Files.createDirectories(temp.resolve("fitness/checks"));
    Files.writeString(
        temp.resolve("fitness/checks/Marked.java"),
        """
        class Marked implements HostCheck {
          public Finding look(Host host) {
            return host.exists("MARK") ? new Finding.Fine("") : Finding.wrong("no mark");
          }
        }
        """
            .replace("MARK", mark.toString()));
    String source =
        """
        void main() {
          var host = hosts.create("loop");
          host.run("touch MARK");
          host.verify();
          host.checkDiskSpace("/tmp", 0.001);
          var _ = host.unusedPartitions();
          host.run("rm MARK");
          try {
            host.checkDiskSpace("/tmp", 9e9);
          } catch (DiskFull full) {
            job.record(StatusCode.GOOD, "full", full.problem().replaceFirst("[0-9.]+", "N"));
          }
          host.verify();
        }
        """
            .replace("MARK", mark.toString());

    assertThat(run("loop", source, "--fitness-dir", temp + "/fitness")).isEqualTo(Ending.FAILED);

    assertThat(rig.file("failure"))
        .isEqualTo("blame=HOST\nproblem=verifying loop: lab.marked: no mark\n");
    assertThat(rig.statusLines())
        .contains(
            "GOOD\t----\tfull\tlooking for room on loop: N GB are free in /tmp, 9000000000.000 GB"
                + " are wanted");
    assertThat(rig.file("fitness.log")).doesNotContain("no_leftovers");
  }

  @Test
  void packets_are_not_filtered_for_the_time_of_a_body() throws Exception {
    Path told = temp.resolve("told");
    rig.program("iptables-save", "echo rules of old");
    rig.program("iptables-restore", "echo \"restored $(cat)\" >>" + told);
    rig.program("iptables", "echo \"$*\" >>" + told);

    assertThat(
            run(
                "loop",
                """
                void main() {
                  var host = hosts.create("loop");
                  host.withoutIpFilters(() -> host.run("echo body >>%s; exit 3"));
                }
                """
                    .formatted(told)))
        .isEqualTo(Ending.FAILED);

    assertThat(Files.readAllLines(told))
        .containsExactly(
            "-P INPUT ACCEPT",
            "-P FORWARD ACCEPT",
            "-P OUTPUT ACCEPT",
            "-F",
            "body",
            "restored rules of old");
    assertThat(failure()).contains("exit status 3");
  }

  @Test
  void a_machine_that_takes_too_long_has_failed_and_the_others_have_not() throws Exception {
    Ending ending =
        run(
            "loop,loop2,loop3",
            """
            void main() {
              var limit = Duration.ofSeconds(3);
              is(List.of("loop2"), job.parallelOnMachines(machine -> {
                switch (machine) {
                  case "loop" -> hosts.create(machine).run("sleep 1016");
                  case "loop3" -> new CountDownLatch(1).await();
                  default -> hosts.create(machine).run("true");
                }
              }, machines, limit));
              is("up", hosts.create("loop").output("echo up"));
              job.parallelSimple(machine -> hosts.create(machine).run("true"), machines, limit);
              job.parallelSimple(machine -> new CountDownLatch(1).await(), List.of("loop"), limit);
            }
            """);

    assertThat(ending).isEqualTo(Ending.FAILED);
    for (String machine : List.of("loop", "loop3")) {
      assertThat(rig.file(machine + "/debug/autoserv.ERROR"))
          .contains("working on %s: no end in 3 s\n".formatted(machine));
    }
    assertThat(rig.file("loop2/debug/autoserv.ERROR")).isEmpty();
    assertThat(failure())
        .isEqualTo(
            "blame=SUBMITTER\nproblem=1 of 1 failed: loop: working on loop: no end in 3 s\n");
  }

  @Tag("long")
  @Test
  void the_power_is_switched_as_often_as_told_and_the_machine_is_told_before() throws Exception {
    Path boot = rig.sshd().bootId("first");
    Path told = temp.resolve("told");
    rig.program("poweroff", "echo poweroff >>%s; echo halted >%s".formatted(told, boot));
    Path power =
        program(
            "switch",
            """
            #!/bin/sh
            echo $1 >>%1$s
            [ "$(wc -l <%1$s)" != 2 ] || exit 1
            [ "$(grep -c on %1$s)" -lt 2 ] || echo second >%2$s
            """
                .formatted(told, boot));
    Path machines =
        Files.writeString(temp.resolve("machines"), "loop power %s {action}\n".formatted(power));

    passes(
        "loop",
        """
        void main() {
          var host = hosts.create("loop");
          host.powerCycle(PowerOrder.STANDARD.within(Duration.ofSeconds(2)).times(3).afterHalt());
          is("second", host.bootId());
        }
        """,
        "--machines-file",
        machines.toString());

    assertThat(Files.readAllLines(told)).containsExactly("poweroff", "off", "on", "off", "on");
    assertThat(rig.statusLines().stream().filter("START\t----\thardreset"::equals)).hasSize(2);
  }

  @Test
  void a_machine_whose_power_nobody_knows_is_not_told_to_switch_itself_off() throws Exception {
    Path told = temp.resolve("told");
    rig.program("poweroff", "touch " + told);

    assertThat(
            run(
                "loop",
                "void main() { hosts.create(\"loop\").powerCycle(PowerOrder.STANDARD.afterHalt());"
                    + " }\n"))
        .isEqualTo(Ending.FAILED);

    assertThat(failure()).contains("switching the power of loop: the lab does not say how");
    assertThat(told).doesNotExist();
  }
}
