package org.autotest.app.lab;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;

/// Directories that a lab writes into.
final class Directories {
  private Directories() {}

  /// Makes one, and makes sure that this account may write there.
  ///
  /// @param key of the configuration that names it
  /// @throws MalformedInput when that cannot be
  static void require(Path directory, String what, String key) {
    try {
      Files.createDirectories(directory);
      if (!Files.isWritable(directory)) {
        throw new AccessDeniedException(directory.toString());
      }
    } catch (IOException failure) {
      String seen =
          failure instanceof AccessDeniedException
              ? "permission denied"
              : "it cannot be made (%s)".formatted(failure.getClass().getSimpleName());
      throw new MalformedInput(
          Blame.LAB,
          "writing to the %s %s".formatted(what, directory),
          0,
          "%s; let this account write there, or name another directory with %s"
              .formatted(seen, key));
    }
  }
}
