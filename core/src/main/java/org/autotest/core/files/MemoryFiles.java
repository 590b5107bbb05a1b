package org.autotest.core.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where files can be that are in memory and not on a disk.
public final class MemoryFiles {
  private static final Path DIRECTORY = Path.of("/dev/shm");
  private static final long ROOM_BYTES_MIN = 2L << 30;

  private MemoryFiles() {}

  /// `/dev/shm` when it has 2 GB to give.
  public static Optional<Path> directory() throws IOException {
    boolean isRoomy =
        Files.isWritable(DIRECTORY)
            && Files.getFileStore(DIRECTORY).getUsableSpace() >= ROOM_BYTES_MIN;
    return isRoomy ? Optional.of(DIRECTORY) : Optional.empty();
  }
}
