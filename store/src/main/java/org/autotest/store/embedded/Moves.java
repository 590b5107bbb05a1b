package org.autotest.store.embedded;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Brings what was made beside its place there.
final class Moves {
  private Moves() {}

  /// Renames a directory in one step. When somebody else was faster, theirs stays.
  static void unlessPresent(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException somebodyWasFaster) {
      return;
    } catch (IOException failure) {
      if (!Files.isDirectory(to)) {
        throw failure;
      }
    }
  }
}
