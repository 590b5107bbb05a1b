package org.autotest.autoserv.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/// A client bundle made of the real programs of the daemon and an `autotest-local` whose control
/// files are shell scripts.
public final class FakeClient {
  private static final Path MODULE = Path.of("").toAbsolutePath();

  private FakeClient() {}

  /// Packs one.
  ///
  /// @param directory where the file comes to be, under its proper name
  /// @param mark content that makes this one another than others
  public static Path bundle(Path directory, String mark) throws IOException {
    Path tree = Files.createTempDirectory(directory, "tree");
    Path bin = Files.createDirectory(tree.resolve("bin"));
    copyAll(MODULE.resolve("src/test/resources/fake-client/bin"), bin, "autotest-local");
    return packed(directory, tree, mark);
  }

  /// Packs one whose `autotest-local` is another program.
  ///
  /// @param directory where the file comes to be, under its proper name
  /// @param program its text
  public static Path bundleOf(Path directory, String program) throws IOException {
    Path tree = Files.createTempDirectory(directory, "tree");
    Path file = Files.createDirectory(tree.resolve("bin")).resolve("autotest-local");
    Files.writeString(file, program);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return packed(directory, tree, "another");
  }

  private static Path packed(Path directory, Path tree, String mark) throws IOException {
    copyAll(
        MODULE.resolve("../client/src/main/bundle/bin"), tree.resolve("bin"), "autotest-daemon");
    Files.writeString(tree.resolve("VERSION"), mark + "\n");
    Path packed = Archives.tests(tree, directory).file().get();
    String version = Archives.sha256(packed).substring(0, 16);
    return Files.move(
        packed,
        directory.resolve("autotest-client-%s.tar.gz".formatted(version)),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copyAll(Path from, Path to, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(prefix)) {
          Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
