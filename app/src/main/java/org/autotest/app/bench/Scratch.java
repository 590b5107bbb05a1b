package org.autotest.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.autotest.core.files.MemoryFiles;

/// Where measurements keep their files: in memory unless another place is named, since it is the
/// programs that are measured. Making a file on a disk may cost up to a millisecond of processor
/// time: ext4 without a journal does not use an inode again for minutes after it was freed, and
/// looks at each of them.
final class Scratch {
  private static final int FILES = 500;

  private Scratch() {}

  /// Makes an empty directory.
  ///
  /// @param place an existing directory that somebody asked for
  static Path make(Optional<Path> place) throws IOException {
    return Files.createTempDirectory(place.isPresent() ? place.get() : usual(), "autotest-bench-");
  }

  private static Path usual() throws IOException {
    return MemoryFiles.directory().orElse(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /// What a small file in a directory of its own costs there.
  ///
  /// @param scratch made by [#make]; they are left in it
  static Figure yardstick(Path scratch) throws IOException {
    Path parent = Files.createDirectory(scratch.resolve("yardstick"));
    long began = System.nanoTime();
    for (int i = 0; i < FILES; i++) {
      Path own = Files.createDirectory(parent.resolve("d" + i));
      Files.writeString(own.resolve("file"), "x=1\n");
    }
    double micros = (System.nanoTime() - began) / 1e3 / FILES;
    return new Figure(
        "scratch.file_us", "yardstick: a directory and a file, " + scratch, micros, "us", "");
  }
}
