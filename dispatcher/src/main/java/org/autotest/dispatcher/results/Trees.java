package org.autotest.dispatcher.results;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/// Whole results directories; no link is followed.
final class Trees {
  private Trees() {}

  /// Copies regular files with their times and modes, directories, and links as links; sockets,
  /// pipes and devices are left out.
  static void copy(Path from, Path to) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("copying " + from);
    }
    BasicFileAttributes attributes =
        Files.readAttributes(from, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isDirectory()) {
      Files.createDirectory(to);
      try (DirectoryStream<Path> children = Files.newDirectoryStream(from)) {
        for (Path child : children) {
          copy(child, to.resolve(child.getFileName()));
        }
      }
    } else if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
      Files.copy(from, to, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  /// Removes a tree; one that is not there is no trouble. Directories that came from a host without
  /// the right to change them are made writable.
  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
      if (!tree.toFile().setWritable(true) || !tree.toFile().setExecutable(true)) {
        throw new IOException(tree + ": it cannot be made writable");
      }
      try (DirectoryStream<Path> children = Files.newDirectoryStream(tree)) {
        for (Path child : children) {
          delete(child);
        }
      }
    }
    Files.delete(tree);
  }
}
