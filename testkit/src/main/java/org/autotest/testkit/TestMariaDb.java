package org.autotest.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.autotest.store.embedded.MariaDbInstallation;

/// The MariaDB that tests run.
public final class TestMariaDb {
  private TestMariaDb() {}

  /// The machine's own, or the one in the jar that `AUTOTEST_MARIADB_JAR` names, unpacked once.
  ///
  /// @throws IllegalStateException when there is neither
  public static MariaDbInstallation installation() {
    return MariaDbInstallation.find(System.getenv().getOrDefault("PATH", ""))
        .orElseGet(TestMariaDb::unpacked);
  }

  private static MariaDbInstallation unpacked() {
    String jar = System.getenv("AUTOTEST_MARIADB_JAR");
    if (jar == null) {
      throw new IllegalStateException(
          "no mariadbd on this machine: start the tests with ./autotest test, which fetches one, or"
              + " apt-get install mariadb-server");
    }
    try {
      return MariaDbInstallation.unpack(Path.of(jar), MemoryTempDir.templates().resolve("mariadb"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
