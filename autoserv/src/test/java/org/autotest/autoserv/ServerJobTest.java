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
import org.autotest.core.results.Pidfile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void of_what_the_compiler_says_the_reason_has_the_first_lines_and_the_log_the_rest()
      throws Exception {
    run("void main() {\n  job.record(StatusCode.GOOD, 17);\n}\n");

    assertThat(rig.file("failure"))
        .isEqualTo(
            "blame=SUBMITTER\nproblem=running the control file control.srv: line 2: no suitable"
                + " method found for record(StatusCode,int)\n");
    assertThat(rig.file("debug/autoserv.ERROR"))
        .contains("method org.autotest.autoserv.api.Job.record(");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "System.exit(3)",
        "Runtime.getRuntime().halt(0)",
        "job.runGroup(\"inside\", () -> System.exit(0))"
      })
  void what_would_end_autoserv_itself_is_refused_with_its_line(String end) throws Exception {
    Ending ending = run("void main() {\n  %s;\n}\n".formatted(end));

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure"))
        .startsWith("blame=SUBMITTER\nproblem=running the control file control.srv: line 2: ")
        .contains(" would end autoserv itself");
    assertThat(rig.pidfile()).isEqualTo(new Pidfile.Ended(Rig.PID, 256, 0));
  }

  @Test
  void a_reference_to_the_end_of_autoserv_is_refused_too() throws Exception {
    run("void main() {\n  java.util.function.IntConsumer end = System::exit;\n}\n");

    assertThat(rig.file("failure")).contains("control.srv: System.exit would end autoserv itself");
  }

  @Test
  void what_is_printed_is_logged_where_it_belongs() throws Exception {
    Ending ending =
        runOn(
            "loop,loop2",
            """
            void main() {
              IO.println("to stdout");
              System.err.println("to stderr");
              job.parallelSimple(machine -> System.out.println("of " + machine), machines);
              System.out.print("no end");
            }
            """);

    assertThat(ending).isEqualTo(Ending.DONE);
    assertThat(rig.file("debug/autoserv.INFO"))
        .contains("INFO |   Control:0002| to stdout\n", "| no end\n")
        .doesNotContain("of loop");
    assertThat(rig.file("debug/autoserv.WARNING"))
        .contains("WARN |   Control:0003| to stderr\n")
        .doesNotContain("stdout");
    assertThat(rig.file("loop2/debug/autoserv.INFO"))
        .contains("of loop2")
        .doesNotContain("of loop\n");
  }

  @Test
  void a_group_that_is_left_by_an_exception_ends_with_its_words() throws Exception {
    run(
        """
        void main() {
          job.runGroup("grp", () -> { throw new IllegalStateException("boom"); });
        }
        """);

    assertThat(rig.statusLines()).contains("END ABORT\t----\tgrp\tIllegalStateException: boom");
  }

  @Test
  void a_machine_that_fails_tells_why_when_that_ends_the_job() throws Exception {
    String parts =
        """
        void main() {
          %s
            job.parallelSimple(machine -> {
              if (machine.equals("loop2")) {
                throw new IllegalStateException("not today");
              }
            }, machines);
          %s
        }
        """;
    assertThat(
            runOn("loop,loop2", parts.formatted("try {", "} catch (RuntimeException caught) {}")))
        .isEqualTo(Ending.DONE);
    assertThat(rig.results().resolve("loop2/failure")).doesNotExist();
    assertThat(rig.results().resolve("loop2/status.log")).doesNotExist();
    assertThat(rig.file("loop2/debug/autoserv.ERROR")).contains("not today");
    Files.move(rig.results(), temp.resolve("aside"));

    assertThat(runOn("loop,loop2", parts.formatted("", ""))).isEqualTo(Ending.FAILED);
    assertThat(rig.file("loop2/failure"))
        .isEqualTo(
            "blame=SUBMITTER\nproblem=running the control file control.srv: line 5:"
                + " IllegalStateException: not today\n");
    assertThat(rig.file("loop2/status.log")).contains("job_abort_reason=");
    assertThat(rig.results().resolve("loop/failure")).doesNotExist();
    assertThat(rig.file("failure")).contains("loop2: IllegalStateException: not today");
  }

  @Test
  void a_command_that_is_slower_than_the_control_file_allows_is_not_the_machine_s_fault()
      throws Exception {
    Ending ending =
        run(
            """
            void main() {
              hosts.create("loop").run("echo first; sleep 1013", Duration.ofMillis(1500));
            }
            """);

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure"))
        .isEqualTo(
            "blame=SUBMITTER\nproblem=running 'echo first; sleep 1013' on loop: no end in 1.5 s\n");
    assertThat(rig.results().resolve("crashinfo.loop")).doesNotExist();
  }

  @Test
  void a_machine_that_hangs_under_a_slow_command_is_to_blame() throws Exception {
    Ending ending =
        run(
            """
            void main() {
              hosts.create("loop")
                  .run("kill -STOP $(ps -o ppid= $PPID); sleep 20", Duration.ofSeconds(1));
            }
            """);

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure")).startsWith("blame=HOST\n").contains("no end in 1 s");
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
              hosts.create("loop").run("kill -KILL $(ps -o ppid= $PPID)");
            }
            """);

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure")).startsWith("blame=HOST\n");
    assertThat(rig.file("crashinfo.loop/pstore/dmesg-new")).isEqualTo("Oops");
  }

  @Test
  void errors_of_some_machines_hide_nothing_of_the_others() throws Exception {
    Ending ending =
        runOn(
            "loop,loop2,loop3",
            """
            void main() {
              try {
                job.parallel(() -> endless(1));
              } catch (RuntimeException failed) {
                job.record(StatusCode.GOOD, "caught", failed.getMessage());
              }
              job.parallelSimple(machine -> {
                switch (machine) {
                  case "loop" -> throw new AssertionError("one is wrong");
                  case "loop2" -> throw new IllegalStateException("two");
                  default -> endless(1);
                }
              }, machines);
            }
            int endless(int n) { return endless(n + 1) + 1; }
            """);

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(rig.file("failure"))
        .contains(
            "problem=3 of 3 failed: loop: AssertionError: one is wrong; loop2:"
                + " IllegalStateException: two; loop3: StackOverflowError\n");
    assertThat(rig.statusLines().getFirst())
        .isEqualTo("GOOD\t----\tcaught\t1 of 1 failed: task 1: StackOverflowError");
    assertThat(rig.file("loop/failure")).contains("line 9: AssertionError: one is wrong\n");
    assertThat(rig.file("loop2/failure")).contains("line 10: IllegalStateException: two\n");
    assertThat(rig.file("loop3/failure")).endsWith(": StackOverflowError\n");
  }

  @Test
  void a_machine_that_cannot_pack_what_its_kernel_left_says_so() throws Exception {
    rig.program("tar", "echo there is none >&2; exit 3");
    rig.program("gzip", "echo neither >&2; exit 4");

    run("void main() {\n  hosts.create(\"loop\").run(\"kill -KILL $(ps -o ppid= $PPID)\");\n}\n");

    assertThat(rig.file("debug/autoserv.WARNING"))
        .contains("collecting crash information from loop: what it sent has no end (exit status ")
        .contains("neither");
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
    return runOn("loop", source, arguments);
  }

  private Ending runOn(String machines, String source, String... arguments) throws IOException {
    Path control = Files.writeString(temp.resolve("server-control"), source);
    List<String> words = rig.common("-m", machines, control.toString());
    words.addAll(List.of(arguments));
    return rig.run(words);
  }
}
