package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is told of a slip names the slip.
class MisleadingTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws Exception {
    sandbox = ClientSandbox.in(temp);
  }

  private String complaint(String line) throws Exception {
    assertThat(sandbox.shell(line)).as(line).isEqualTo(1);
    return Files.readString(sandbox.root().resolve("stderr"));
  }

  @Test
  void directories_that_cannot_be_written_are_told_in_words() throws Exception {
    sandbox.control("job.record('GOOD', None, 'x')\n");
    Files.writeString(sandbox.root().resolve("file"), "");

    assertThat(complaint("./autotest-local --output_dir /proc control"))
        .doesNotContain("Exception")
        .contains("/proc");
    assertThat(complaint("./autotest-local --output_dir file control"))
        .doesNotContain("Exception")
        .contains("irectory");
    assertThat(complaint("./autotest-local -t %s control".formatted("t".repeat(240))))
        .contains("at most 128 characters, this one 240");
  }

  @Test
  void a_junit_file_that_cannot_be_written_is_refused_before_the_job() throws Exception {
    sandbox.control("job.record('GOOD', None, 'x')\n");

    assertThat(complaint("./autotest-local --junit . control")).contains("it is a directory");
    assertThat(complaint("./autotest-local --junit /proc/j.xml control"))
        .contains("--junit /proc/j.xml: ");
    assertThat(sandbox.results().resolve("status")).doesNotExist();
    assertThat(sandbox.shell("./autotest-local --junit new/j.xml control")).isZero();
    assertThat(sandbox.root().resolve("new/j.xml")).exists();
  }

  @Test
  void a_new_test_is_not_called_what_the_language_has_taken() throws Exception {
    assertThat(complaint("./autotest-local new class")).contains("'class' is taken");
    assertThat(complaint("./autotest-local new time")).contains("'time' is taken");
    assertThat(complaint("./autotest-local new string --language java")).contains("is taken");
    assertThat(complaint("./autotest-local new client_test --language java")).contains("is taken");
    assertThat(sandbox.root().resolve("tests")).doesNotExist();
    assertThat(sandbox.shell("./autotest-local new sleeptest -d more")).isZero();
    assertThat(Files.readString(sandbox.root().resolve("stderr")))
        .contains("another test of that name")
        .doesNotContain("there is no directory");
  }

  @Test
  void slips_in_java_are_told_in_the_words_of_the_author() throws Exception {
    sandbox.test("j_pack/JPack.java", "package x;\nclass JPack extends ClientTest {}\n");
    sandbox.control("job.run_test('j_pack')\n");
    sandbox.run();
    assertThat(sandbox.status()).anyMatch(line -> line.contains("JPack.java: it is in no package"));

    Files.writeString(
        sandbox.root().resolve("C.java"), "void main() { job.runTest(\"x\", \"seconds\", 1); }\n");
    sandbox.shell("./autotest-local C.java");
    assertThat(sandbox.read("status")).contains("arg(\"seconds\", 1)");

    Files.writeString(sandbox.root().resolve("P.java"), "job.run_test('x')\n");
    sandbox.shell("./autotest-local P.java");
    assertThat(sandbox.read("status")).contains("its text is Python");
  }

  @Test
  void an_empty_program_is_no_test_that_passes_and_two_sources_are_told() throws Exception {
    sandbox.test("e_empty/e_empty.sh", "");
    sandbox.test("e_both/EBoth.java", "class EBoth extends ClientTest { void runOnce() {} }\n");
    sandbox.test("e_both/e_both", "#!/bin/sh\n");
    assertThat(sandbox.client().resolve("tests/e_both/e_both").toFile().setExecutable(true))
        .isTrue();
    sandbox.test(
        "e_keys/e_keys.sh",
        "printf 'a=1\\nbad line\\nb{perf}=zz\\nc{perf}=2\\nd.unit{attr}=s\\n' >> results/keyval\n");
    sandbox.control("for name in 'e_empty', 'e_both', 'e_keys': job.run_test(name)\n");

    sandbox.run();

    assertThat(sandbox.status())
        .anyMatch(line -> line.matches("ERROR e_empty e_empty .*e_empty.sh is empty"))
        .contains("GOOD e_both e_both completed successfully");
    assertThat(sandbox.read("e_both/debug/e_both.WARNING"))
        .containsPattern("EBoth.java is run, not .*e_both/e_both\n");
    assertThat(sandbox.read("e_keys/debug/e_keys.WARNING").lines())
        .hasSize(2)
        .anyMatch(line -> line.contains("line 2, 'bad line' of what it wrote is no keyval"))
        .anyMatch(line -> line.contains("line 3, 'b{perf}=zz' of what it wrote is no keyval"));
  }
}
