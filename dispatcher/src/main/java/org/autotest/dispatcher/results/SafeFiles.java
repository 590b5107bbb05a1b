package org.autotest.dispatcher.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/// Files in directories that also hold what came from machines under test: no link is followed.
final class SafeFiles {
  /// Most bytes that one copy of a directory may take.
  static final long COPY_BYTES_MAX = 256L << 20;

  /// Most files that one copy of a directory may take.
  static final int COPY_FILES_MAX = 10_000;

  private SafeFiles() {}

  /// Appends in one write, so that lines of several writers do not mix.
  static void append(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            java.util.Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /// Writes a file whole, or leaves the old one.
  static void replace(Path file, String text) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    Files.writeString(beside, text, StandardOpenOption.CREATE_NEW);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Copies a tree of regular files; links and special files are left out, and whatever is beyond
  /// the limits.
  ///
  /// @param except a file of the tree that is not copied
  static void copyTree(Path from, Path to, Path except) throws IOException {
    new Copy(except).tree(from, to);
  }

  private static final class Copy {
    private final Path except;
    private long bytes;
    private int files;

    Copy(Path except) {
      this.except = except;
    }

    void tree(Path from, Path to) throws IOException {
      Files.createDirectories(to);
      try (DirectoryStream<Path> children = Files.newDirectoryStream(from)) {
        for (Path child : children) {
          BasicFileAttributes attributes =
              Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
          Path target = to.resolve(child.getFileName());
          files++;
          if (files > COPY_FILES_MAX || bytes + attributes.size() > COPY_BYTES_MAX) {
            return;
          }
          if (attributes.isDirectory()) {
            tree(child, target);
          } else if (attributes.isRegularFile() && !child.equals(except)) {
            bytes += attributes.size();
            Files.copy(child, target, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
  }
}
