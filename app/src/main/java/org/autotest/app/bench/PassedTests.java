package org.autotest.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Sees to it that what was measured was done.
final class PassedTests {
  private PassedTests() {}

  /// Counts tests that passed in a status log.
  ///
  /// @param name what the names of these tests begin with
  /// @param seen where one looks when some did not
  /// @throws IOException when others than so many passed
  static void require(long wanted, String name, Path status, Path seen) throws IOException {
    try (var lines = Files.lines(status)) {
      long passed = lines.filter(line -> line.startsWith("\tEND GOOD\t" + name)).count();
      if (passed != wanted) {
        throw new IOException(
            "running %d trivial tests: %d passed; see %s".formatted(wanted, passed, seen));
      }
    }
  }
}
