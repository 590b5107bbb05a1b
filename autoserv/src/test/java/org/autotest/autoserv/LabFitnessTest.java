package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.core.host.FitnessNames;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a lab adds to verify and repair.
final class LabFitnessTest extends RigTest {
  private Ending run(String... options) {
    List<String> words =
        new ArrayList<>(rig.common("-m", "loop", "--fitness-dir", temp + "/fitness"));
    words.addAll(List.of(options));
    return rig.run(words);
  }

  @Test
  void a_check_on_the_machine_is_repaired_by_an_action_of_the_lab_and_made_again()
      throws Exception {
    Path mounted = rig.sshd().home().resolve("mounted");
    program(
        "fitness/checks/mount.sh",
        """
        #!/bin/sh
        # Looks whether the share is there.
        # repairs: reboot, lab.remount
        echo "looking on $1"
        [ -e ~/mounted ] || { echo "the share is not mounted"; exit 1; }
        """);
    program(
        "fitness/repairs/remount",
        """
        #!/bin/sh
        # runs: on server
        # protection: Repair filesystem only
        echo "mounting for $1 $AUTOTEST_HOST"
        echo "done" >%s
        """
            .formatted(mounted));

    assertThat(run("-R", "--host-protection", "REPAIR_FILESYSTEM_ONLY")).isEqualTo(Ending.DONE);

    assertThat(rig.statusLines())
        .containsExactly(
            "GOOD\t----\trepair.lab.remount", "GOOD\t----\trepair\tloop repaired successfully");
    assertThat(rig.file("fitness.log"))
        .containsPattern("check  lab.mount +wrong .* lab.mount: the share is not mounted\n")
        .containsPattern("repair lab.remount +done .* mounting for loop loop\n")
        .containsPattern("check  lab.mount +fine .* looking on loop\n");
  }

  @Test
  void a_check_is_not_made_when_one_that_it_needs_found_something() throws Exception {
    program("fitness/checks/first", "#!/bin/sh\n# needs: login, disk_space\nexit 3\n");
    program("fitness/checks/second", "#!/bin/sh\n# needs: lab.first\nexit 0\n");
    program("fitness/checks/third", "#!/bin/sh\necho no disks here\nexit 77\n");
    program("fitness/checks/slow", "#!/bin/sh\n# runs: on server\n# limit: 1\nsleep 100\n");

    assertThat(run("-v")).isEqualTo(Ending.FAILED);

    assertThat(rig.file("failure"))
        .isEqualTo(
            "blame=HOST\nproblem=verifying loop: lab.first: exit status 3;"
                + " lab.slow: no end in 1 s\n");
    assertThat(rig.file("fitness.log"))
        .containsPattern("lab.second +skipped .* it needs lab.first\n")
        .containsPattern("lab.third +skipped .* no disks here\n");
    assertThat(rig.statusLines().getFirst())
        .isEqualTo("FAIL\t----\tverify.lab.first\tlab.first: exit status 3");
  }

  @Test
  void what_a_lab_says_wrongly_is_the_labs_failure() throws Exception {
    program("fitness/checks/one", "#!/bin/sh\n# needs: lab.two\n");
    program("fitness/checks/two", "#!/bin/sh\n# needs: lab.one\n");
    assertThat(run("-v")).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure"))
        .isEqualTo(
            "blame=LAB\nproblem=ordering the checks of machines: these need each other: lab.one,"
                + " lab.two\nbeforehand=1\n");
    Files.move(rig.results(), temp.resolve("aside"));

    program("fitness/checks/two", "#!/bin/sh\n# repairs: magic\n");
    assertThat(run("-R")).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure"))
        .contains("checks/two: there is no repair action magic")
        .endsWith("beforehand=1\n");
  }

  @Test
  void a_program_that_cannot_be_read_is_one_finding_among_others() throws Exception {
    Path gone = program("fitness/checks/gone", "#!/bin/sh\n# needs: lab.first\nexit 0\n");
    program("fitness/checks/first", "#!/bin/sh\n# runs: on server\nrm %s\n".formatted(gone));
    program("fitness/checks/last", "#!/bin/sh\necho no disk; exit 1\n");

    assertThat(run("-v")).isEqualTo(Ending.FAILED);

    assertThat(rig.statusLines())
        .anyMatch(line -> line.startsWith("FAIL\t----\tverify.lab.gone\tlab.gone: running "))
        .contains("FAIL\t----\tverify.lab.last\tlab.last: no disk");
  }

  @Test
  void a_kernel_that_went_on_after_its_oops_is_not_switched_off() throws Exception {
    Path words = Files.writeString(temp.resolve("words"), "Linux boots\n[ 7.1] Oops: 0002 [#1]\n");
    Path switched = temp.resolve("switched");
    Path machines =
        Files.writeString(
            temp.resolve("machines"),
            "loop console tail -n +1 -f %s\nloop power touch %s.{action}\n"
                .formatted(words, switched));
    Thread cuts =
        Thread.ofPlatform()
            .start(
                () -> {
                  org.awaitility.Awaitility.await()
                      .until(
                          () ->
                              rig.status().contains("START\tt")
                                  && rig.status().contains("console.oops"));
                  rig.sshd().cutConnections();
                  org.awaitility.Awaitility.await()
                      .until(() -> rig.status().contains("disconnected"));
                  try {
                    Files.createFile(rig.go());
                  } catch (IOException there) {
                    throw new java.io.UncheckedIOException(there);
                  }
                });

    Ending ending =
        rig.run(
            rig.job(
                "begin; start_test t; wait_for @GO@; end_test t GOOD ok; finish",
                "--machines-file",
                machines.toString()));
    cuts.join();

    assertThat(ending).isEqualTo(Ending.DONE);
    assertThat(temp.resolve("switched.off")).doesNotExist();
  }

  @Test
  void a_check_can_be_left_out_by_its_name() throws Exception {
    Files.createDirectory(temp.resolve("fitness"));
    assertThat(run("-v", "--disk-free-mb", "900000000", "--without-check", "disk_space"))
        .isEqualTo(Ending.DONE);
    Files.move(rig.results(), temp.resolve("aside"));

    assertThat(run("-v", "--without-check", "discs")).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure"))
        .contains(
            "leaving out the check discs: there is none, these are: "
                + FitnessNames.CHECKS.stream().sorted().collect(Collectors.joining(", ")));
  }

  @Tag("long")
  @Test
  void a_machine_that_does_not_answer_is_power_cycled_where_protection_allows() throws Exception {
    Path done = temp.resolve("switched");
    Path power =
        program("fitness/switch", "#!/bin/sh\necho \"$*\" >>%s\necho Chassis $1\n".formatted(done));
    Path machines =
        Files.writeString(
            temp.resolve("machines"),
            "# our switch\nlo* power %s {action} {host}\n".formatted(power));
    rig.sshd().stop();

    assertThat(
            run(
                "-R",
                "--repair-wait",
                "1",
                "--machines-file",
                machines.toString(),
                "--host-protection",
                "REPAIR_SOFTWARE_ONLY"))
        .isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure")).contains("power_cycle needs 'No protection'");
    assertThat(done).doesNotExist();
    Files.move(rig.results(), temp.resolve("aside"));

    Thread boots = Thread.ofPlatform().start(this::bootWhenSwitchedOn);
    assertThat(run("-R", "--repair-wait", "1", "--machines-file", machines.toString()))
        .isEqualTo(Ending.DONE);
    boots.join();

    assertThat(done).hasContent("off loop\non loop");
    assertThat(rig.statusLines()).contains("GOOD\t----\trepair.power_cycle");
    assertThat(rig.file("fitness.log"))
        .containsPattern("repair power_cycle +done .*\n  Chassis off\n  Chassis on\n");
  }

  @Tag("long")
  @Test
  void a_control_file_switches_the_power_of_a_machine() throws Exception {
    Path boot = rig.sshd().bootId("first");
    Path power =
        program(
            "fitness/switch",
            "#!/bin/sh\necho $1\n[ $1 = off ] || echo second >%s\n".formatted(boot));
    Path machines =
        Files.writeString(temp.resolve("machines"), "loop power %s {action}\n".formatted(power));
    Path control =
        Files.writeString(
            temp.resolve("server-control"),
            """
            void main() {
              var host = hosts.create("loop");
              host.powerCycle();
              job.record(StatusCode.GOOD, "boot", host.bootId());
              hosts.create("loop2").powerCycle();
            }
            """);

    List<String> words =
        rig.common("-m", "loop,loop2", "--machines-file", machines.toString(), control.toString());

    assertThat(rig.run(words)).isEqualTo(Ending.FAILED);
    assertThat(Rig.statusLines(rig.results().resolve("loop")))
        .containsExactly("START\t----\thardreset", "END GOOD\t----\thardreset\toff", "  on");
    assertThat(rig.statusLines().getFirst()).isEqualTo("GOOD\t----\tboot\tsecond");
    assertThat(rig.file("failure"))
        .isEqualTo("blame=LAB\nproblem=switching the power of loop2: the lab does not say how\n");
  }

  private void bootWhenSwitchedOn() {
    Path done = temp.resolve("switched");
    org.awaitility.Awaitility.await()
        .until(() -> Files.exists(done) && Files.readString(done).contains("on loop"));
    try {
      rig.sshd().restart();
    } catch (IOException none) {
      throw new java.io.UncheckedIOException(none);
    }
  }

  @Test
  void a_console_is_kept_and_a_kernel_that_dies_is_the_tests_failure() throws Exception {
    Path words = Files.writeString(temp.resolve("words"), "Linux boots\n");
    Path console =
        program("fitness/console", "#!/bin/sh\nexec tail -n +1 -f %s\n".formatted(words));
    Path machines =
        Files.writeString(temp.resolve("machines"), "loop console %s\n".formatted(console));
    Thread dies =
        Thread.ofPlatform()
            .start(
                () -> {
                  org.awaitility.Awaitility.await().until(() -> rig.status().contains("START\tt"));
                  try {
                    Files.writeString(
                        words,
                        "Linux boots\n\u001b[1m[ 71.2] Kernel panic - not syncing: crash\u001b[0m\n");
                    org.awaitility.Awaitility.await()
                        .until(() -> rig.status().contains("console.panic"));
                    rig.sshd().stop();
                  } catch (IOException | InterruptedException broken) {
                    throw new IllegalStateException(broken);
                  }
                });

    Ending ending =
        rig.run(
            rig.job(
                "begin; start_test t; wait_for @GO@",
                "--disconnect-wait",
                "0",
                "--crash-wait",
                "0",
                "--machines-file",
                machines.toString()));
    dies.join();

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure"))
        .startsWith("blame=TEST\n")
        .endsWith("its console said: [ 71.2] Kernel panic - not syncing: crash\n");
    assertThat(rig.file("console.log"))
        .containsPattern("Z Linux boots\n")
        .containsPattern("Z \\[ 71.2\\] Kernel panic");
    assertThat(rig.statusLines().stream().map(String::strip))
        .contains("WARN\t----\tconsole.panic\t[ 71.2] Kernel panic - not syncing: crash");
  }
}
