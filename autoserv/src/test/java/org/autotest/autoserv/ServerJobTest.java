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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// Server-side control files.
final class ServerJobTest extends RigTest {
  @Test
  void records_groups_and_commands_on_machines_as_in_the_original() throws Exception {
    Ending ending =
        run(
            """
            void main() {
              job.record(StatusCode.GOOD, "hello", "from server");
              job.runGroup("grp", () -> job.record(StatusCode.WARN, "inner", "a warning"));
              var host = hosts.create(machines.get(0));
              job.record(StatusCode.GOOD, "said", host.run("echo \\"it's $0\\" | cut -c1-4").stdout());
              job.record(StatusCode.GOOD, "args", String.join("+", args));
              job.disableWarnings("OOM");
              job.enableWarnings("OOM");
              job.record(StatusCode.GOOD, "hosts", "" + hosts.created().equals(List.of(host)));
            }
            """,
            "one",
            "two");

    assertThat(ending).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines())
        .containsExactly(
            "GOOD\t----\thello\tfrom server",
            "START\t----\tgrp",
            "\tWARN\t----\tinner\ta warning",
            "END GOOD\t----\tgrp",
            "GOOD\t----\tsaid\tit's",
            "GOOD\t----\targs\tone+two",
            "INFO\t----\t----\twarnings.disable=OOM\tdisabling OOM warnings",
            "INFO\t----\t----\twarnings.enable=OOM\tenabling OOM warnings",
            "GOOD\t----\thosts\ttrue");
    assertThat(rig.file("control.srv")).startsWith("void main() {");
  }

  @Test
  void a_client_control_file_runs_on_a_machine_and_its_failures_are_counted() throws Exception {
    Ending ending =
        run(
            """
            void main() {
              var host = hosts.create("loop");
              boolean good = host.runControl("begin; run_test one; run_test two FAIL no; finish");
              job.record(StatusCode.GOOD, "outcome", "" + good);
            }
            """);

    assertThat(ending).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines())
        .contains("\tEND FAIL\ttwo\ttwo", "END GOOD\t----\t----", "GOOD\t----\toutcome\tfalse");
    assertThat(rig.file("one/debug/log")).isNotEmpty();
    assertThat(rig.pidfile().toString()).contains("testsFailed=1");
  }

  @Test
  void a_command_that_fails_ends_the_job_with_its_words_and_the_line() throws Exception {
    Ending ending =
        run("void main() {\n  hosts.create(\"loop\").run(\"echo err >&2; exit 3\");\n}\n");

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure"))
        .isEqualTo(
            "blame=SUBMITTER\nproblem=running the control file control.srv: line 2: CommandFailed:"
                + " running 'echo err >&2; exit 3' on loop: exit status 3: err\n");
    assertThat(rig.statusLines().getFirst()).startsWith("INFO\t----\t----\tjob_abort_reason=");
  }

  @Test
  void a_source_that_does_not_compile_names_the_line() throws Exception {
    run("void main() {\n  int i = \"text\";\n}\n");

    assertThat(rig.file("failure")).startsWith("blame=SUBMITTER\n").contains("line 2: ");
  }

  @Test
  void a_machine_that_was_lost_tells_what_its_kernel_left() throws Exception {
    Path left = rig.sshd().crashes().resolve("sys/fs/pstore/dmesg-new");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "Oops");
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().plusSeconds(60)));

    Ending ending =
        run(
            """
            void main() {
              hosts.create("loop").run("sleep 1013", Duration.ofSeconds(1));
            }
            """);

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure")).startsWith("blame=HOST\n");
    assertThat(rig.file("crashinfo.loop/pstore/dmesg-new")).isEqualTo("Oops");
  }

  @Test
  void machines_that_the_control_file_did_not_use_are_cleaned_up_too() throws Exception {
    assertThat(runAndTidy("void main() {}\n")).isEqualTo(Ending.DONE);

    assertThat(rig.statusLines())
        .containsExactly("GOOD\t----\tcleanup\tloop cleaned up successfully");
  }

  @Test
  void tests_that_failed_are_counted_also_when_the_cleanup_failed() throws Exception {
    Ending ending =
        runAndTidy(
            """
            void main() {
              hosts.create("loop").runControl("begin; run_test one FAIL no; %s; finish");
            }
            """
                .formatted(rig.spoilCleanup()));

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure")).startsWith("blame=HOST\nproblem=tidying loop: ");
    assertThat(rig.pidfile().toString()).contains("testsFailed=1");
  }

  @Test
  void a_job_that_is_told_to_stop_while_it_tidies_up_was_told_to_stop() throws Exception {
    Path begun = temp.resolve("begun");
    rig.program(
        "rm",
        "/usr/bin/rm \"$@\"; case $* in */tmp/autoserv-*) touch %s; exec sleep 60 ;; esac"
            .formatted(begun));
    Path control =
        Files.writeString(
            temp.resolve("server-control"),
            """
            void main() {
              var host = hosts.create("loop");
              host.temporaryDirectory();
              host.runControl("begin; run_test one FAIL no; finish");
            }
            """);
    List<String> words = rig.common("-m", "loop", control.toString());
    Thread execution = Thread.ofPlatform().start(() -> rig.run(words));
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(begun));

    execution.interrupt();

    assertThat(execution.join(Duration.ofSeconds(50))).isTrue();
    assertThat(rig.pidfile().toString()).contains("waitStatus=271").contains("testsFailed=1");
    assertThat(rig.results().resolve("failure")).doesNotExist();
  }

  private Ending runAndTidy(String source) throws IOException {
    Path control = Files.writeString(temp.resolve("server-control"), source);
    return rig.run(rig.common("-C", "--cleanup-mode", "tidy", "-m", "loop", control.toString()));
  }

  private Ending run(String source, String... arguments) throws IOException {
    Path control = Files.writeString(temp.resolve("server-control"), source);
    List<String> words = rig.common("-m", "loop", control.toString());
    words.addAll(List.of(arguments));
    return rig.run(words);
  }
}
