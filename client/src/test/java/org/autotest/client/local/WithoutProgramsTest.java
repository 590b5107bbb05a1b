package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A machine that lacks what workers are started with.
class WithoutProgramsTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws Exception {
    sandbox = ClientSandbox.in(temp);
    sandbox.test(
        "p_sleep/p_sleep.py",
        """
        from autotest.client import test
        class p_sleep(test.test):
            version = 1
            def run_once(self):
                pass
        """);
    sandbox.test("e_good/e_good.sh", "exit 0\n");
  }

  /// A directory of all programs of this machine that are wanted.
  private Path programs(Predicate<String> wanted) throws Exception {
    Path links = Files.createDirectories(temp.resolve("links"));
    for (String directory : List.of("/usr/bin", "/bin", "/usr/sbin")) {
      List<Path> all;
      try (Stream<Path> files = Files.list(Path.of(directory))) {
        all = files.toList();
      }
      for (Path each : all) {
        Path link = links.resolve(each.getFileName());
        if (wanted.test(each.getFileName().toString()) && !Files.exists(link)) {
          Files.createSymbolicLink(link, each);
        }
      }
    }
    return links;
  }

  private int runWith(String path) throws Exception {
    return sandbox.shell("PATH=%s ./autotest-local --junit j.xml control".formatted(path));
  }

  @Test
  void without_python_a_test_that_needs_it_is_an_error_and_the_next_one_runs() throws Exception {
    sandbox.control("job.run_test('p_sleep')\njob.run_test('e_good')\n");

    int exit = runWith(programs(name -> !name.startsWith("python")).toString());

    assertThat(exit).isZero();
    assertThat(sandbox.status())
        .anyMatch(line -> line.startsWith("ERROR p_sleep p_sleep looking for Python: no python3"))
        .contains(
            "END ERROR p_sleep p_sleep",
            "GOOD e_good e_good completed successfully",
            "END GOOD ---- ----");
    assertThat(sandbox.root().resolve("j.xml")).exists();
  }

  @Test
  void without_python_a_control_file_that_needs_it_aborts_the_job_and_says_why() throws Exception {
    sandbox.control("for name in ['e_good']: job.run_test(name)\n");

    int exit = runWith(programs(name -> !name.startsWith("python")).toString());

    assertThat(exit).isEqualTo(1);
    assertThat(sandbox.status())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("END ABORT ---- ---- looking for Python: no python3"));
    assertThat(sandbox.results().resolve("status.json")).exists();
    assertThat(sandbox.root().resolve("j.xml")).exists();
  }

  @Test
  void a_python_that_does_not_start_is_the_reason_of_its_test() throws Exception {
    Path path = programs(name -> !name.startsWith("python"));
    sandbox.program("python3", "exit 3");
    sandbox.control("job.run_test('p_sleep')\njob.run_test('e_good')\n");

    int exit = runWith(sandbox.programs() + ":" + path);

    assertThat(exit).isZero();
    assertThat(sandbox.status())
        .anyMatch(line -> line.startsWith("ERROR p_sleep p_sleep "))
        .contains("GOOD e_good e_good completed successfully", "END GOOD ---- ----");
  }

  @Test
  void a_machine_without_setsid_is_told_before_the_job() throws Exception {
    sandbox.control("job.run_test('e_good')\n");

    assertThat(runWith(programs(name -> !name.equals("setsid")).toString())).isEqualTo(1);

    assertThat(Files.readString(sandbox.root().resolve("stderr"))).contains("setsid (util-linux)");
    assertThat(sandbox.results().resolve("status")).doesNotExist();
  }
}
