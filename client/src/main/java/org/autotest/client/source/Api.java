package org.autotest.client.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What sources are compiled against.
///
/// @param classPath jars and directories, with colons between
/// @param identity differs when the content does; the same wherever an installation lies
public record Api(String classPath, String identity) {
  private static final String FILE = "lib/api";

  /// That of an installation, which tells its identity in a file; without one, that of the jars as
  /// they lie here.
  ///
  /// @param home of the installation
  public static Api of(Path home, String classPath) throws IOException {
    Path told = home.resolve(FILE);
    return new Api(
        classPath, Files.isRegularFile(told) ? Files.readString(told).strip() : asIs(classPath));
  }

  private static String asIs(String classPath) throws IOException {
    StringBuilder identity = new StringBuilder();
    for (String entry : classPath.split(":", -1)) {
      Path jar = Path.of(entry);
      identity.append(entry).append('\0');
      if (Files.isRegularFile(jar)) {
        identity.append(Files.size(jar)).append('/');
        identity.append(Files.getLastModifiedTime(jar).toMillis()).append('\0');
      }
    }
    return identity.toString();
  }
}
