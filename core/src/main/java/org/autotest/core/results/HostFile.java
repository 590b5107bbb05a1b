package org.autotest.core.results;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Reads small files that a machine under test may have written into the results. Such a machine
/// may put anything in their place: a symbolic link to a file of the server, a named pipe that
/// never ends, a gigabyte.
public final class HostFile {
  /// Most that is read of one file, in bytes; the rest is ignored.
  public static final int BYTES_MAX = 1 << 20;

  private HostFile() {}

  /// Reads a file as UTF-8, and lines of it that are no UTF-8 as ISO 8859-1.
  ///
  /// @return empty when there is no such file, or something else than a regular file
  public static Optional<String> read(Path file) throws IOException {
    // Asked first whether it is there: often it is not, and then the second question is an
    // exception.
    if (!Files.exists(file) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(LinesOfBytes.text(in.readNBytes(BYTES_MAX)));
    } catch (NoSuchFileException removedMeanwhile) {
      return Optional.empty();
    }
  }

  /// Whether a directory stands there, not a link to one.
  public static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }
}
