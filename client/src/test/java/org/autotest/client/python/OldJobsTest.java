package org.autotest.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.client.sandbox.ClientSandbox;
import org.autotest.core.files.FileTree;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Jobs as people wrote them from 2008 to 2015, each a control file with its tests, run by itself
/// as it is. The file `expected` beside it has one demand in each line:
///
/// ```
/// root loop                   it needs root and devices of loop files
/// args WORD…                  what the control file is given
/// exit 0                      how the client ends
/// continue                    the client goes on with the job
/// file PATH TEXT              a file among the results has this text in it
/// GOOD subdir name reason     an entry of the status log begins with this
/// ```
@Tag("long")
class OldJobsTest {
  private static final Path JOBS = Path.of("src/test/resources/old").toAbsolutePath();

  @TempDir private Path temp;

  static List<String> jobs() throws IOException {
    try (Stream<Path> all = Files.list(JOBS)) {
      List<String> names = all.map(job -> job.getFileName().toString()).sorted().toList();
      assertThat(names).hasSizeGreaterThanOrEqualTo(25);
      return names;
    }
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void a_job_of_long_ago_runs_unchanged(String name) throws Exception {
    Path job = JOBS.resolve(name);
    List<String> expected = Files.readAllLines(job.resolve("expected"));
    assumeTrue(
        !expected.contains("root loop") || Files.isWritable(Path.of("/dev/loop-control")),
        "it needs root and loop devices");
    ClientSandbox sandbox = ClientSandbox.in(temp);
    install(sandbox, job);

    check(sandbox, run(sandbox, expected), expected);
  }

  /// Whatever `exit` lines demand in their order; the last output of the client for a message.
  private static String run(ClientSandbox sandbox, List<String> expected) throws Exception {
    String options = "";
    String args = "";
    for (String line : expected) {
      if (line.startsWith("args ")) {
        args = "--args='%s'".formatted(line.substring("args ".length()));
      } else if (line.equals("continue")) {
        options = "--continue";
      } else if (line.startsWith("exit ")) {
        int exit = sandbox.shell("./autotest-local %s %s control".formatted(options, args));
        String output = Files.readString(sandbox.root().resolve("stdout")) + sandbox.read("status");
        assertThat("exit " + exit).as(output).isEqualTo(line);
      }
    }
    return Files.readString(sandbox.root().resolve("stdout"));
  }

  private static void check(ClientSandbox sandbox, String output, List<String> expected)
      throws IOException {
    List<String> left = new ArrayList<>(sandbox.status());
    for (String line : expected) {
      if (line.startsWith("file ")) {
        String[] words = line.split(" ", 3);
        assertThat(sandbox.read(words[1])).as(words[1]).contains(words[2]);
      } else if (!line.matches("(?:exit|args) .*|continue|root loop|")) {
        assertThat(left).as(output).anyMatch(entry -> entry.startsWith(line));
      }
    }
  }

  private static void install(ClientSandbox sandbox, Path job) throws Exception {
    FileTree.copy(job.resolve("control"), sandbox.root().resolve("control"));
    Path tests = job.resolve("tests");
    if (Files.isDirectory(tests)) {
      FileTree.copy(tests, sandbox.client().resolve("tests"));
    }
    Path archives = job.resolve("archives");
    if (Files.isDirectory(archives)) {
      try (Stream<Path> all = Files.list(archives)) {
        for (Path archive : all.toList()) {
          String name = archive.getFileName().toString();
          String test = name.substring(0, name.indexOf('-'));
          Path packed = sandbox.client().resolve("tests/%s/%s.tar.gz".formatted(test, name));
          assertThat(sandbox.shell("tar czf %s -C %s %s".formatted(packed, archives, name)))
              .isZero();
        }
      }
    }
  }
}
