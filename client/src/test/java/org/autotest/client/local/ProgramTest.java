package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line, executable tests, Python control files.
class ProgramTest {
  @TempDir Path directory;

  @Test
  void a_program_is_a_test_by_its_exit_status() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path control =
        client.write(
            "control",
            """
            for status in (0, 3, 77, 98, 99):
                job.run_test('e_result', tag=status, status=status, words='hello')
            job.run_test('e_result', tag='crash', signal='SEGV')
            """);

    LocalClient.Ended ended = client.run(control.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(client.status())
        .contains(
            "  GOOD e_result.0 e_result.0 completed successfully",
            "  FAIL e_result.3 e_result.3 exit status 3: test e_result.3, iteration 1",
            "  hello",
            "  TEST_NA e_result.77 e_result.77 test e_result.77, iteration 1",
            "  WARN e_result.98 e_result.98 test e_result.98, iteration 1",
            "  ERROR e_result.99 e_result.99 test e_result.99, iteration 1",
            "  FAIL e_result.crash e_result.crash killed by SIGSEGV (11), nothing printed");
    Path test = client.results().resolve("e_result.0");
    assertThat(Files.readString(test.resolve("results/keyval"))).isEqualTo("speed{perf}=12.5\n\n");
    assertThat(test.resolve("where")).hasContent(test.toRealPath().toString());
    assertThat(Files.readString(test.resolve("debug/e_result.0.INFO"))).contains("hello");
  }

  @Test
  void an_executable_file_without_suffix_is_a_test_too() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path program = client.write("tests/plain/plain", "#!/bin/sh\nexit 0\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Path setup = client.write("tests/plain/setup", "#!/bin/sh\nexit 1\n");

    LocalClient.Ended ended = client.run("run", "plain");

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(client.status()).contains("  GOOD plain plain completed successfully");
    assertThat(client.results().resolve("plain/debug/plain.WARNING"))
        .content()
        .contains(setup + " is not run: it is not executable");
  }

  @Test
  void the_tests_that_come_along_pass() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path suite = Path.of("../testsuite/client").toAbsolutePath().normalize();
    Path control =
        client.write(
            "control",
            """
            // Named as a server names it: the text tells that it is Java.
            void main() {
              job.runTest("sleeptest", arg("seconds", 0));
              job.runTest("memory_copy", arg("megabytes", 1), arg("rounds", 2));
              job.runTest("file_integrity", arg("kilobytes", 16));
            }
            """);

    LocalClient.Ended ended = client.run("-d", suite.toString(), control.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(client.status())
        .contains(
            "  GOOD sleeptest sleeptest completed successfully",
            "  GOOD memory_copy memory_copy completed successfully",
            "  GOOD file_integrity file_integrity completed successfully");
    assertThat(Files.readString(client.results().resolve("file_integrity/results/keyval")))
        .contains("compared.unit{attr}=KiB", "compared{perf}=16");
    assertThat(Files.readString(client.results().resolve("memory_copy/results/keyval")))
        .contains("copy_rate.unit{attr}=MiB/s", "copy_rate{perf}=");
  }

  @Test
  void a_command_line_that_makes_no_sense_is_refused() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path control = client.write("control", "");

    assertThat(client.run("-P", "x", control.toString()))
        .isEqualTo(
            new LocalClient.Ended(
                1,
                """
                autotest-local: the harness 'standalone' takes no arguments
                autotest-local help tells what there is.
                """));
    assertThat(client.run("no_such_file").output()).contains("there is no control file");
    assertThat(client.run("run", "no_such_test").output()).contains("there is no test 'no_such");
    assertThat(client.run("-t", "../up", control.toString()).output()).contains("cannot name");
    assertThat(client.results().getParent()).doesNotExist();
  }

  @Test
  void the_list_names_the_tests_there_are() throws Exception {
    LocalClient client = new LocalClient(directory);
    client.write("tests/mine/control", "NAME = 'My own test'\n");
    client.write("tests/other/Control.java", "String NAME = \"Another\";\nvoid main() {}\n");
    client.write("tests/a/b/c/d/e/fs_control", "NAME = \"\"\"\nOf a file's system\n\"\"\"\n");
    client.write("tests/mine/control.big", "NAME = 'My own big test'\n");
    for (String name :
        List.of(
            "controls.py",
            "control~",
            ".control.swp",
            "#control#",
            "control.orig",
            "controller.conf")) {
      client.write("tests/mine/" + name, "NAME = 'code'\n");
    }

    LocalClient.Ended ended = client.run("list");

    assertThat(ended.status()).isZero();
    assertThat(ended.output())
        .contains(" mine                                               My own test\n")
        .contains(" mine/control.big                                   My own big test\n")
        .contains(" other                                              Another\n")
        .contains(" a/b/c/d/e/fs_control                               Of a file's system\n")
        .doesNotContain("code");
    assertThat(client.run("help").output()).contains("autotest-local [options] CONTROL");
  }

  @Test
  void a_full_results_directory_is_a_clear_failure_of_the_host() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path control = client.write("control", "");
    client.write("out", "a file stands where the results should go");

    LocalClient.Ended ended = client.run(control.toString());

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).contains("autotest-local: ").contains("out");
  }

  @Test
  void the_harness_called_simple_tells_on_descriptor_3() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path stream = directory.resolve("stream");

    LocalClient.Ended ended = client.runInShell("3> " + stream, "-H", "simple", "run", "j_perf");

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(Files.readAllLines(stream))
        .hasSize(5)
        .allMatch(line -> line.startsWith("AUTOTEST_STATUS::"))
        .anyMatch(line -> line.endsWith("completed successfully"));
  }

  /// Without the caller's descriptor 3 the Java runtime has its own library there.
  @Test
  void the_harness_called_simple_never_touches_a_file_of_the_runtime() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path library = Path.of(System.getProperty("java.home"), "lib/modules");
    long size = Files.size(library);

    LocalClient.Ended ended = client.run("-H", "simple", "run", "j_perf");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).contains("file descriptor 3, which is not open for writing");
    assertThat(client.results()).doesNotExist();
    assertThat(Files.size(library)).isEqualTo(size);
  }
}
