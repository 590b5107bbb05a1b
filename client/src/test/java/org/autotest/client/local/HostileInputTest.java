package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.client.sandbox.ClientSandbox;
import org.autotest.core.results.Keyvals;
import org.autotest.core.statuslog.StatusLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Control files, tests, keyvals and output that nobody would write, but for a mistake or in
/// malice. The job has a clear result each time, and what comes next runs.
class HostileInputTest {
  private static final String LONG = "x".repeat(10 << 20);
  private static final int DEEP = 10_000;
  private static final int OUTPUT_LIMIT = 20_000;

  @TempDir private Path directory;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(directory);
  }

  @Test
  void a_control_file_may_have_a_line_of_ten_megabytes() throws Exception {
    run("control", "#" + LONG + "\nx = '" + LONG + "'\njob.run_test('sleeptest', seconds=0)\n", 0);
    assertThat(sandbox.status()).contains("GOOD sleeptest sleeptest completed successfully");
  }

  @Test
  void a_control_file_in_java_that_is_too_long_is_refused() throws Exception {
    run("Control.java", "/*" + LONG + "*/\nvoid main() {}\n", 1);
    assertThat(sandbox.read("status")).contains("Control.java: longer than 1048576 bytes");
  }

  @Test
  void a_control_file_with_a_zero_byte_is_refused() throws Exception {
    run("control", "job.run_test('sleeptest', seconds=0)\0\n", 1);
    assertThat(lastStatus()).startsWith("END ABORT ---- ---- Unhandled ").contains("null byte");

    run("Control.java", "void main() { job.runTest(\"x\"); \0 }\n", 1);
    assertThat(sandbox.read("status")).contains("Control.java:1: illegal character");
  }

  @Test
  void a_control_file_that_is_nested_very_deeply_is_refused() throws Exception {
    run("control", "x = " + nested('[', "1", ']') + "\n", 1);
    assertThat(lastStatus()).startsWith("END ABORT ---- ---- Unhandled ");

    run("Control.java", "int x = " + nested('(', "1", ')') + ";\nvoid main() {}\n", 1);
    assertThat(sandbox.read("status")).contains("Control.java: nested too deeply");

    run("Control.java", "void main() {\n  int x = 1 " + "?".repeat(60) + ";\n}\n", 1);
    assertThat(sandbox.read("status")).contains("Control.java:2: illegal start of expression");
  }

  @Test
  void a_test_that_cannot_be_read_is_an_error_and_the_next_one_runs() throws Exception {
    String python = "from autotest.client import test\nclass %1$s(test.test):\n    version = 1\n";
    String java = "class %1$s extends ClientTest { int x = %2$s; void runOnce() {} }\n";
    sandbox
        .test("p_deep/p_deep.py", python.formatted("p_deep") + "x = " + nested('(', "1", ')'))
        .test("p_nul/p_nul.py", python.formatted("p_nul") + "\0\n")
        .test(
            "p_long/p_long.py",
            python.formatted("p_long")
                + "    x = '"
                + LONG
                + "'\n    def run_once(self):\n        pass\n")
        .test("j_deep/JDeep.java", java.formatted("JDeep", nested('(', "1", ')')))
        .test("j_nul/JNul.java", java.formatted("JNul", "1\0"))
        .test("j_long/JLong.java", java.formatted("JLong", "1/*" + LONG + "*/"));
    List<String> tests = List.of("p_deep", "p_nul", "j_deep", "j_nul", "j_long");
    StringBuilder control = new StringBuilder();
    for (String test : tests) {
      control.append("job.run_test('%s')\n".formatted(test));
    }

    run("control", control + "job.run_test('p_long')\njob.run_test('sleeptest', seconds=0)\n", 0);

    for (String test : tests) {
      assertThat(sandbox.status())
          .anySatisfy(line -> assertThat(line).startsWith("ERROR %1$s %1$s ".formatted(test)));
    }
    assertThat(sandbox.status())
        .contains(
            "GOOD p_long p_long completed successfully",
            "GOOD sleeptest sleeptest completed successfully");
  }

  @Test
  void values_of_keyvals_are_one_line_each_however_they_look() throws Exception {
    sandbox
        .test(
            "p_keyvals/p_keyvals.py",
            """
            from autotest.client import test
            class p_keyvals(test.test):
                version = 1
                def run_once(self, text):
                    value = text + 'a\\nb\\r\\nc\\0d' + 'x' * (1 << 20)
                    self.write_test_keyval({'whole': value, 'after': 1})
                    self.write_iteration_keyval({'attr': value}, {'perf': 1.5})
            """)
        .test(
            "j_keyvals/JKeyvals.java",
            """
            class JKeyvals extends ClientTest {
              void runOnce() {
                String value = "a\\nb\\r\\nc\\0d" + "x".repeat(1 << 20);
                writeTestKeyval("whole", value);
                writeTestKeyval("after", 1);
                writeAttr("attr", value);
                writePerf("perf", 1.5);
              }
            }
            """);
    run(
        "control",
        """
        job.run_test('p_keyvals', text='1\\n2=3\\0' + 'y' * (1 << 20))
        job.run_test('j_keyvals')
        job.run_test('sleeptest', seconds=0)
        """,
        0);

    assertThat(sandbox.status()).filteredOn(line -> line.startsWith("GOOD ")).hasSize(3);
    for (String test : List.of("p_keyvals", "j_keyvals")) {
      Path results = sandbox.results().resolve(test);
      assertThat(Keyvals.read(results.resolve("keyval")))
          .containsEntry("after", "1")
          .hasEntrySatisfying("whole", value -> assertThat(value).contains("a\\nb\\r\\nc"))
          .doesNotContainKey("2");
      assertThat(Files.readAllLines(results.resolve("results/keyval")))
          .hasSize(3)
          .contains("perf{perf}=1.5");
    }
  }

  @Test
  void output_without_end_is_cut_with_a_note_and_the_next_test_runs() throws Exception {
    sandbox
        .test("e_endless/e_endless.sh", "exec yes 'on and on'\n")
        .test(
            "p_much/p_much.py",
            """
            from autotest.client import test, utils
            class p_much(test.test):
                version = 1
                def run_once(self):
                    for number in range(10000):
                        print('line %d of many' % number)
                    utils.system("head -c 3000000 /dev/zero | tr '\\\\\\\\0' x")
            """)
        .test(
            "j_much/JMuch.java",
            """
            class JMuch extends ClientTest {
              void runOnce() {
                for (int i = 0; i < 10_000; i++) {
                  System.out.println("line " + i + " of many");
                }
                run("head -c 3000000 /dev/zero | tr '\\\\0' x");
              }
            }
            """);
    runLimited(
        """
        job.run_test('e_endless', timeout=2)
        job.run_test('p_much')
        job.run_test('j_much')
        job.run_test('sleeptest', seconds=0)
        """);

    assertThat(sandbox.status())
        .contains(
            "GOOD p_much p_much completed successfully",
            "GOOD j_much j_much completed successfully",
            "GOOD sleeptest sleeptest completed successfully")
        .anySatisfy(
            line -> assertThat(line).startsWith("ERROR e_endless e_endless Test timeout expired"));
    for (String test : List.of("e_endless", "p_much", "j_much")) {
      assertThat(sandbox.read("%1$s/debug/%1$s.DEBUG".formatted(test)))
          .as(test)
          .contains("output beyond %d characters was dropped: ".formatted(OUTPUT_LIMIT));
    }
    assertThat(size(sandbox.results())).isLessThan(4 << 20);
  }

  @Test
  @Tag("long")
  void ten_gigabytes_of_output_fill_no_disk() throws Exception {
    sandbox.test(
        "e_flood/e_flood.sh", "yes \"$(head -c 1000 /dev/zero | tr '\\0' x)\" | head -c 10G\n");

    runLimited("job.run_test('e_flood')\njob.run_test('sleeptest', seconds=0)\n");

    assertThat(sandbox.status())
        .contains(
            "GOOD e_flood e_flood completed successfully",
            "GOOD sleeptest sleeptest completed successfully");
    assertThat(sandbox.read("e_flood/debug/e_flood.DEBUG"))
        .containsPattern("was dropped: \\d{8} lines, 107\\d{8} characters");
    assertThat(size(sandbox.results())).isLessThan(4 << 20);
  }

  private void runLimited(String control) throws Exception {
    sandbox.control(control);
    int exit =
        sandbox.shell(
            "JAVA_TOOL_OPTIONS=-Dautotest.output.limit=%d ./autotest-local control"
                .formatted(OUTPUT_LIMIT));
    looksWell(exit, 0);
  }

  private void run(String file, String text, int exit) throws Exception {
    Files.writeString(directory.resolve(file), text);
    looksWell(sandbox.shell("./autotest-local " + file), exit);
  }

  /// The status log is whole, and nothing in it is garbage.
  private void looksWell(int exit, int expected) throws IOException {
    String said = Files.readString(directory.resolve("stderr"));
    assertThat(exit).as(said.substring(0, Math.min(said.length(), 2_000))).isEqualTo(expected);
    List<StatusLogReader.Item> garbage = new ArrayList<>();
    StatusLogReader.readFile(
        sandbox.results().resolve("status"),
        StatusLogReader.Growth.DONE,
        item -> {
          if (item instanceof StatusLogReader.Item.Garbage) {
            garbage.add(item);
          }
        });
    assertThat(garbage).isEmpty();
    assertThat(lastStatus())
        .startsWith(expected == 0 ? "END GOOD ---- ----" : "END ABORT ---- ----");
  }

  private String lastStatus() throws IOException {
    return sandbox.status().getLast();
  }

  private static String nested(char open, String inside, char close) {
    return Character.toString(open).repeat(DEEP) + inside + Character.toString(close).repeat(DEEP);
  }

  private static long size(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
