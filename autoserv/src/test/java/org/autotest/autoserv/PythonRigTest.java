package org.autotest.autoserv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A test of executions whose installation has the Python package of server-side control files.
abstract class PythonRigTest extends ControlRigTest {
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
}
