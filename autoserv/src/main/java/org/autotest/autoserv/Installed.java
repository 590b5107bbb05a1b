package org.autotest.autoserv;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.autotest.autoserv.install.Bundles;
import org.autotest.autoserv.install.InstallFailure;

/// What comes with the installation that this program belongs to.
///
/// @param home the installation directory; empty when the program runs on its own
record Installed(Optional<Path> home) {
  /// The client bundle, if there is one.
  ///
  /// @throws InstallFailure when there are several
  Optional<Path> bundle() {
    Path directory = home.map(path -> path.resolve("lib/client")).orElse(null);
    if (directory == null || !Files.isDirectory(directory)) {
      return Optional.empty();
    }
    return Bundles.in(directory);
  }

  /// The directory with clients for other architectures, see [Bundles].
  Optional<Path> bundles() {
    return home.map(path -> path.resolve("lib/client"));
  }

  /// The directory of client tests, if there is one.
  Optional<Path> tests() {
    return home.map(path -> path.resolve("testsuite/client")).filter(Files::isDirectory);
  }

  /// The directory of tests of the server, if there is one.
  Optional<Path> serverTests() {
    return home.map(path -> path.resolve("testsuite/server")).filter(Files::isDirectory);
  }

  /// The directory with the Python package of server-side control files, if there is one.
  Optional<Path> python() {
    return home.map(path -> path.resolve("lib/python")).filter(Files::isDirectory);
  }
}
