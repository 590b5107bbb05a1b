package org.autotest.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The file in which `atest` finds the demo that runs:
///
/// ```
/// web = http://127.0.0.1:8080/
/// token = r3J…
/// ```
final class AtestConfig {
  private AtestConfig() {}

  /// Writes it, readable by this account alone.
  ///
  /// @param closers remove it when the demo ends
  static void write(Closers closers, Path directory, String url, String token)
      throws IOException, InterruptedException {
    Path file = directory.resolve("atest.conf");
    Path beside = directory.resolve("atest.conf.new");
    Files.deleteIfExists(beside);
    Files.createFile(
        beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(beside, "web = %s%ntoken = %s%n".formatted(url, token));
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    AutoCloseable removal = () -> Files.deleteIfExists(file);
    closers.keep(removal);
  }
}
