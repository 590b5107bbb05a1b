package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command `check`.
class ControlCheckTest {
  @TempDir Path directory;

  @Test
  void faults_are_told_with_their_lines_and_nothing_is_run() throws Exception {
    LocalClient client = new LocalClient(directory);
    String about =
        """
        AUTHOR = 'me'
        TEST_TYPE = 'client'
        TEST_CLASS = 'General'
        TEST_CATEGORY = 'Functional'
        DOC = 'Nothing.'
        """;
    client.write("good", "NAME = 'good'\nTIME = 'SHORT'\n" + about + "open('ran', 'w')\n");
    client.write("old", "NAME = 'old'\nTIME = 'LONG'\n" + about + "print 'from long ago'\n");
    client.write("nameless", "TIME = 'SOON'\n" + about + "job.run_test('x')\n");
    client.write("torn", "NAME = 'torn'\nTIME = 'SHORT'\n" + about + "if True:\njob.noop()\n");
    client.write("Torn.java", "String NAME = \"x\";\nvoid main() { job.noop() }\n");

    LocalClient.Ended ended = client.run("check", "good", "old", "nameless", "torn", "Torn.java");

    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output().lines())
        .contains("good: in order", "old: in order", "nameless: NAME is not set")
        .anyMatch(line -> line.startsWith("nameless:1: ") && line.contains("SOON"))
        .anyMatch(line -> line.matches("torn:9: expected an indented block.*"))
        .anyMatch(line -> line.startsWith("Torn.java:2: "));
    assertThat(directory.resolve("ran")).doesNotExist();
    assertThat(client.run("check", "good").status()).isZero();
    assertThat(client.run("check").output()).contains("check needs control files");
  }

  @Test
  void a_file_that_cannot_be_read_is_a_fault_and_the_others_are_checked() throws Exception {
    LocalClient client = new LocalClient(directory);
    Files.write(directory.resolve("latin"), new byte[] {'#', ' ', (byte) 0xe9, '\n'});
    client.write("nameless", "job.run_test('x')\n");

    LocalClient.Ended ended = client.run("check", "absent", "latin", ".", "nameless");

    assertThat(ended.status()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output().lines())
        .contains(
            "absent: there is no such file", "latin: is no UTF-8 text", "nameless: NAME is not set")
        .anyMatch(line -> line.startsWith(".: cannot be read: "));
  }

  @Test
  void modules_that_lie_where_the_user_is_are_not_run() throws Exception {
    LocalClient client = new LocalClient(directory);
    client.write("ast.py", "open('ran', 'w')\n");
    client.write("tokenize.py", "open('ran', 'w')\n");
    client.write("autotest/__init__.py", "open('ran', 'w')\n");
    client.write("torn", "NAME = 'torn'\nif True:\njob.noop()\n");

    LocalClient.Ended ended = client.run("check", "torn");

    assertThat(ended.output().lines())
        .anyMatch(line -> line.matches("torn:3: expected an indented block.*"));
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  @Test
  void the_control_files_that_come_along_are_in_order() throws Exception {
    Path suite = Path.of("../testsuite/client").toAbsolutePath().normalize();
    try (Stream<Path> files = Files.walk(suite)) {
      List<String> words =
          Stream.concat(
                  Stream.of("check"),
                  files
                      .filter(file -> file.getFileName().toString().matches("control|Control.java"))
                      .map(Path::toString))
              .toList();

      LocalClient.Ended ended = new LocalClient(directory).run(words.toArray(String[]::new));

      assertThat(words).hasSizeGreaterThan(10);
      assertThat(ended.output()).doesNotContain("is not set");
      assertThat(ended.status()).as(ended.output()).isZero();
    }
  }
}
