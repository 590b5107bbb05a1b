package org.autotest.core.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.function.BooleanSupplier;

/// Directories with all that is in them. Symbolic links are taken as links, never followed.
public final class FileTree {
  private FileTree() {}

  /// Deletes a file or a directory with all it holds; nothing happens when it is not there.
  /// Directories without the right to change them, as a test may leave them, are made writable.
  ///
  /// @throws IOException when something stays
  public static void delete(Path tree) throws IOException {
    if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
      makeWritable(tree);
      try (DirectoryStream<Path> children = Files.newDirectoryStream(tree)) {
        for (Path child : children) {
          delete(child);
        }
      } catch (DirectoryIteratorException unreadable) {
        throw unreadable.getCause();
      }
    }
    Files.deleteIfExists(tree);
  }

  /// Where that is refused, what follows fails and says so better.
  private static void makeWritable(Path directory) {
    boolean isOpen =
        Files.isReadable(directory) && Files.isWritable(directory) && Files.isExecutable(directory);
    if (!isOpen) {
      var _ = directory.toFile().setReadable(true);
      var _ = directory.toFile().setWritable(true);
      var _ = directory.toFile().setExecutable(true);
    }
  }

  /// Copies all of it, like the other.
  public static void copy(Path from, Path to) throws IOException {
    copy(from, to, () -> true);
  }

  /// Copies regular files with their times and modes, directories with their modes, and links as
  /// links; sockets, pipes and devices are left out.
  ///
  /// @param to may exist; files of the same names are replaced, others stay
  /// @param isWanted asked before each file and each directory
  /// @throws InterruptedIOException when it is wanted no longer; part of it was copied then
  public static void copy(Path from, Path to, BooleanSupplier isWanted) throws IOException {
    if (!isWanted.getAsBoolean()) {
      throw new InterruptedIOException("copying %s was interrupted".formatted(from));
    }
    PosixFileAttributes attributes =
        Files.readAttributes(from, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isDirectory()) {
      Files.createDirectories(to);
      try (DirectoryStream<Path> children = Files.newDirectoryStream(from)) {
        for (Path child : children) {
          copy(child, to.resolve(child.getFileName()), isWanted);
        }
      } catch (DirectoryIteratorException unreadable) {
        throw unreadable.getCause();
      }
      Files.setPosixFilePermissions(to, attributes.permissions());
    } else if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
      Files.copy(
          from,
          to,
          LinkOption.NOFOLLOW_LINKS,
          StandardCopyOption.COPY_ATTRIBUTES,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
