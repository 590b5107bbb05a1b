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
