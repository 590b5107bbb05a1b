package org.autotest.autoserv;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.autoserv.install.FakeClient;

/// The client as its classes were compiled, in a bundle for machines.
final class RealClient {
  private static final Path CLIENT = Path.of("../client").toAbsolutePath().normalize();

  private RealClient() {}

  /// Packs it.
  ///
  /// @param temp gets a directory for it
  static Path bundle(Path temp) throws IOException {
    return bundle(temp, Path.of("/"));
  }

  /// Packs one for which a directory stands for the machine's `/`.
  ///
  /// @param temp gets a directory for it
  static Path bundle(Path temp, Path root) throws IOException {
    assumeTrue(Files.isDirectory(CLIENT.resolve("target/classes")), "the client is not built");
    return FakeClient.bundleOf(Files.createDirectory(temp.resolve("real")), launcher(root));
  }

  /// A program `autotest-local` that runs the classes of the client as they were compiled.
  private static String launcher(Path root) {
    String classes =
        CLIENT.resolve("target/classes") + ":" + CLIENT.resolveSibling("core/target/classes");
    return """
    #!/bin/sh
    self=$(readlink -f -- "$0")
    client=${self%%/versions/*}
    exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx64m \\
      -Dautotest.client="$client" -Dautotest.tests='%s' -Dautotest.python='%s' \\
      -Dautotest.root='%s' -cp '%s' org.autotest.client.ClientMain "$@"
    """
        .formatted(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            CLIENT.resolveSibling("testsuite").resolve("client"),
            CLIENT.resolve("src/main/python"),
            root,
            classes);
  }
}
