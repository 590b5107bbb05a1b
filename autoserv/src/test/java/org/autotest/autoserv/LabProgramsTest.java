package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.autotest.autoserv.Autoserv.Ending;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// How programs of a lab run, and how they end.
final class LabProgramsTest extends RigTest {
  private Ending run(String... options) {
    List<String> words =
        new ArrayList<>(rig.common("-m", "loop", "--fitness-dir", temp + "/fitness"));
    words.addAll(List.of(options));
    return rig.run(words);
  }

  /// That whose number a program has written into the home directory.
  private Optional<ProcessHandle> process(String file) throws IOException {
    String pid = Files.readString(rig.sshd().home().resolve(file)).strip();
    return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive);
  }

  private void awaitEnd(String file) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> process(file).isEmpty());
  }

  @Test
  void a_check_that_is_over_its_limit_leaves_nothing_on_the_machine() throws Exception {
    program(
        "fitness/checks/slow",
        """
        #!/bin/sh
        # limit: 2
        dirname "$0" >~/directory
        sleep 1016 &
        echo $! >~/sleeper
        echo it sleeps
        wait
        """);

    assertThat(run("-v")).isEqualTo(Ending.FAILED);

    assertThat(failure()).endsWith("verifying loop: lab.slow: no end in 2 s\n");
    awaitEnd("sleeper");
    String directory = Files.readString(rig.sshd().home().resolve("directory")).strip();
    assertThat(Path.of(directory)).doesNotExist();
  }

  @Test
  void one_that_ended_is_not_waited_for_because_a_child_has_its_output() throws Exception {
    String text = "#!/bin/sh\n# runs: %s\nsleep 1017 & echo $! >%s/%s; echo fine; exit 0\n";
    Path home = rig.sshd().home();
    program("fitness/checks/there", text.formatted("on host", home, "there"));
    program("fitness/checks/here", text.formatted("on server", home, "here"));
    program("fitness/checks/bad", "#!/bin/sh\n# repairs: lab.begin\n[ -e ~/begun ]\n");
    program(
        "fitness/repairs/begin",
        "#!/bin/sh\nsleep 1018 >~/said 2>&1 & echo $! >~/begun; echo begun\n");
    long start = System.nanoTime();

    assertThat(run("-R")).isEqualTo(Ending.DONE);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
    assertThat(rig.file("fitness.log"))
        .containsPattern("check  lab.there +fine .* fine\n")
        .containsPattern("check  lab.here +fine .* fine\n")
        .containsPattern("repair lab.begin +done .* begun\n");
    awaitEnd("there");
    awaitEnd("here");
    // An action may have begun something for good.
    assertThat(process("begun").orElseThrow().destroyForcibly()).isTrue();
  }

  @Test
  void one_that_says_much_is_told_by_its_last_line_and_a_long_line_by_its_end() throws Exception {
    program("fitness/checks/big", "#!/bin/sh\nyes line | head -c 10000000; echo the end; exit 1\n");
    program(
        "fitness/checks/long",
        "#!/bin/sh\nyes line | head -c 100000 | tr '\\n' ' '; echo over; exit 1\n");

    assertThat(run("-v")).isEqualTo(Ending.FAILED);

    assertThat(rig.statusLines()).contains("FAIL\t----\tverify.lab.big\tlab.big: the end");
    assertThat(rig.statusLines())
        .anyMatch(
            line ->
                line.startsWith("FAIL\t----\tverify.lab.long\tlab.long: … ")
                    && line.endsWith("line over")
                    && line.length() < 700);
  }

  @Test
  void an_interpreter_that_is_not_there_is_told_by_its_name() throws Exception {
    program("fitness/checks/there", "#!/bin/nosuch -x\nexit 0\n");
    program("fitness/checks/here", "#! /bin/nosuch\n# runs: on server\nexit 0\n");
    program("fitness/checks/windows", "#!/bin/sh\r\nexit 0\r\n");

    assertThat(run("-v")).isEqualTo(Ending.FAILED);

    assertThat(failure())
        .contains("lab.there: /bin/nosuch, its interpreter, is not there")
        .contains("lab.here: /bin/nosuch, its interpreter, is not there")
        .contains("lab.windows: its first line ends with a carriage return");
  }

  @Test
  void a_check_that_hangs_is_known_when_verify_is_told_to_stop() throws Exception {
    program("fitness/checks/hangs", "#!/bin/sh\necho $$ >~/hangs\nexec sleep 1019\n");
    Thread execution = Thread.ofPlatform().start(() -> run("-v"));
    Awaitility.await().until(() -> Files.exists(rig.sshd().home().resolve("hangs")));

    assertThat(rig.file("fitness.log")).containsPattern("check  login +fine ");
    assertThat(rig.file("debug/autoserv.INFO")).contains("check lab.hangs of loop begins");
    execution.interrupt();
    execution.join();

    assertThat(rig.file("fitness.log")).containsPattern("check  lab.hangs +stopped ");
    awaitEnd("hangs");
  }

  @Test
  void a_failure_of_the_lab_stands_in_the_status_log() throws Exception {
    program("fitness/checks/odd", "#!/bin/sh\n# limit: soon\n");
    assertThat(run("-v")).isEqualTo(Ending.FAILED);
    String problem =
        "reading %s: 'limit: soon' is no number of seconds up to 99999"
            .formatted(temp.resolve("fitness/checks/odd"));
    assertThat(failure()).isEqualTo("blame=LAB\nproblem=" + problem + "\nbeforehand=1\n");
    assertThat(rig.statusLines())
        .containsExactly(
            "FAIL\t----\tverify\tverify failed: " + problem,
            "INFO\t----\t----\tjob_abort_reason=%1$s\t%1$s".formatted(problem));
    Files.move(rig.results(), temp.resolve("aside"));

    assertThat(rig.run(rig.job("begin; finish", "--client-bundle", "/nosuch")))
        .isEqualTo(Ending.FAILED);
    String reason = failure().lines().toList().getLast().replace("problem=", "");
    assertThat(reason).isEqualTo("reading the client bundle /nosuch: there is no such file");
    assertThat(rig.statusLines())
        .containsExactly("INFO\t----\t----\tjob_abort_reason=%1$s\t%1$s".formatted(reason));
  }

  @Test
  void a_directory_of_the_lab_that_is_not_there_is_the_labs_failure() throws Exception {
    assertThat(run("-v")).isEqualTo(Ending.FAILED);

    assertThat(failure())
        .startsWith("blame=LAB\n")
        .contains("looking for checks of the lab in %s/fitness: there is no such".formatted(temp));
    Files.move(rig.results(), temp.resolve("aside"));

    Files.createDirectory(temp.resolve("fitness"));
    assertThat(run("-v")).isEqualTo(Ending.DONE);
  }
}
