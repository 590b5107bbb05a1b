package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.autoserv.Autoserv.Ending;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A test of executions whose installation has the Python package of server-side control files.
abstract class PythonRigTest extends RigTest {
  @TempDir static Path installation;

  /// As a distribution has it, so that what is compiled once serves all tests.
  @BeforeAll
  static void installs() throws IOException {
    Path packages = installation.resolve("lib/python");
    for (String tree : List.of("../client/src/main/python", "src/main/python")) {
      Path root = Path.of(tree);
      try (Stream<Path> all = Files.walk(root)) {
        for (Path file : all.filter(path -> path.toString().endsWith(".py")).toList()) {
          Path copy = packages.resolve(root.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
  }

  @BeforeEach
  void uses() {
    rig.installation(installation);
  }

  String failure() throws IOException {
    Path file = rig.results().resolve("failure");
    return Files.exists(file) ? Files.readString(file) : "no failure";
  }

  /// Runs a server-side control file.
  Ending run(String machines, String source, String... arguments) throws IOException {
    Path control = Files.writeString(temp.resolve("server-control"), source);
    List<String> words = rig.common("-m", machines, control.toString());
    words.addAll(List.of(arguments));
    return rig.run(words);
  }

  /// Runs one that ends well.
  void passes(String machines, String source) throws IOException {
    assertThat(run(machines, source)).as(failure()).isEqualTo(Ending.DONE);
  }
}
