package org.autotest.autoserv.install;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.autotest.core.failure.Blame;
import org.autotest.core.files.Unreadable;

/// A directory of tests, listed in an order that depends on names alone, so that equal contents
/// make equal archives. Leftovers of version control and of Python are no content.
final class TestsTree {
  private static final int FILES_MAX = 100_000;
  private static final long BYTES_MAX = 2L * 1024 * 1024 * 1024;
  private static final Set<String> NO_CONTENT = Set.of(".git", ".svn", "__pycache__", ".complete");

  private final Path root;
  private final SortedMap<String, BasicFileAttributes> members;

  private TestsTree(Path root, SortedMap<String, BasicFileAttributes> members) {
    this.root = root;
    this.members = members;
  }

  /// Lists the directory.
  ///
  /// @throws InstallFailure when it cannot be read, or holds more than 100,000 files or 2 GiB
  static TestsTree read(Path directory) {
    SortedMap<String, BasicFileAttributes> members = new TreeMap<>();
    long[] bytes = {0};
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              if (NO_CONTENT.contains(String.valueOf(path.getFileName()))) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              return visitFile(path, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              String name = directory.relativize(path).toString();
              if (!name.isEmpty()
                  && !NO_CONTENT.contains(String.valueOf(path.getFileName()))
                  && !attributes.isOther()) {
                members.put(name, attributes);
                bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException problem) {
      throw unreadable(directory, problem);
    }
    if (members.size() > FILES_MAX || bytes[0] > BYTES_MAX) {
      throw new InstallFailure(
          Blame.LAB,
          "packing the tests of %s: %d files with %d MB are more than %d files or %d MB"
              .formatted(directory, members.size(), bytes[0] >> 20, FILES_MAX, BYTES_MAX >> 20));
    }
    return new TestsTree(directory, members);
  }

  static InstallFailure unreadable(Path directory, IOException problem) {
    return new InstallFailure(
        Blame.LAB, Unreadable.told("reading the tests of", directory, problem));
  }

  /// Writes the whole as a tar stream.
  void writeTar(OutputStream out) throws IOException {
    TarWriter tar = new TarWriter(out);
    for (var member : members.entrySet()) {
      Path path = root.resolve(member.getKey());
      if (member.getValue().isDirectory()) {
        tar.directory(member.getKey());
      } else if (member.getValue().isSymbolicLink()) {
        tar.link(member.getKey(), Files.readSymbolicLink(path).toString());
      } else {
        tar.file(member.getKey(), path, Files.isExecutable(path));
      }
    }
    tar.end();
  }
}
