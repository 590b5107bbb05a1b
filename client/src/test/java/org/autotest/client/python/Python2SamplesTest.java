package org.autotest.client.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.autotest.client.sandbox.ClientSandbox;
import org.autotest.core.files.FileTree;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Thirty control files and tests in the manner of those that exist, all in Python 2, run as they
/// are. `expected` in their directory has a line for each entry that they must write.
@Tag("long")
class Python2SamplesTest {
  private static final Path SAMPLES = Path.of("src/test/resources/python2").toAbsolutePath();

  @TempDir private Path temp;

  @Test
  void thirty_control_files_of_python_2_run_unchanged() throws Exception {
    for (String program : List.of("gcc", "make", "patch", "bzip2")) {
      assumeTrue(isOnPath(program), program + " is not installed");
    }
    ClientSandbox sandbox = ClientSandbox.in(temp);
    Path tests = sandbox.client().resolve("tests");
    FileTree.copy(SAMPLES, tests);
    Files.move(tests.resolve("deps"), sandbox.client().resolve("deps"));
    pack(sandbox, tests.resolve("tarball"));
    List<String> expected = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (String line : Files.readAllLines(SAMPLES.resolve("expected"))) {
      names.add(line.substring(0, line.indexOf(' ')));
      expected.add(line.substring(line.indexOf(' ') + 1).strip());
    }
    StringBuilder control = new StringBuilder();
    for (String name : names) {
      control.append("execfile('%s/%s/control')%n".formatted(tests, name));
    }
    sandbox.control(control.toString());

    assertThat(sandbox.run()).isZero();

    assertThat(names).hasSizeGreaterThanOrEqualTo(26);
    assertThat(entries(sandbox)).containsAll(expected);
    assertThat(sandbox.status())
        .containsSubsequence("START ---- stage", "END GOOD ---- stage", "END GOOD ---- ----")
        .contains("GOOD ---- loops 2 tests", "GOOD ---- parts recorded");
    assertThat(sandbox.read("compiled/results/keyval")).isEqualTo("sum{perf}=55.00\n\n");
    assertThat(sandbox.read("iterated/results/keyval"))
        .startsWith("kind{attr}=odd\nspeed{perf}=10\n\nkind{attr}=even\nspeed{perf}=20\n\n");
    assertThat(sandbox.read("iterated/keyval")).contains("color=red\n");
    assertThat(sandbox.read("integers/keyval")).contains("param-chunk=3\n");
  }

  /// The entries of tests as `name STATUS reason`.
  private static List<String> entries(ClientSandbox sandbox) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String line : sandbox.read("status").split("\n", -1)) {
      if (!line.startsWith("  ") && !line.isBlank()) {
        String[] parts = line.strip().split("\t", -1);
        String message = line.endsWith("\t") ? "" : parts[parts.length - 1];
        entries.add("%s %s %s".formatted(parts[2], parts[0], message).strip());
      }
    }
    return entries;
  }

  /// The archive beside the test `tarball`.
  private static void pack(ClientSandbox sandbox, Path test) throws Exception {
    Path tool = Files.createDirectories(test.resolve("tool-1.0"));
    Files.writeString(tool.resolve("tool.sh"), "#!/bin/sh\necho \"plain: $*\"\n");
    Files.writeString(
        tool.resolve("configure"),
        "#!/bin/sh\nprintf 'tool: tool.sh\\n\\tcp tool.sh tool\\n\\tchmod +x tool\\n' > Makefile\n");
    assertThat(
            sandbox.shell(
                "cd '%s' && chmod +x tool-1.0/configure && tar cjf tool-1.0.tar.bz2 tool-1.0"
                    .formatted(test)))
        .isZero();
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
