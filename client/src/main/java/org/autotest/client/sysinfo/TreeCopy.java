package org.autotest.client.sysinfo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;

/// Copies a directory of logs: regular files only, no link is followed, at most [#FILES_MAX] files
/// and [#BYTES_MAX] bytes. What is left out for that is a warning in the log.
final class TreeCopy extends SimpleFileVisitor<Path> {
  static final int FILES_MAX = 10_000;
  static final long BYTES_MAX = 256L << 20;

  private final Path target;
  private final LogSink log;
  private Path source = Path.of("");
  private int files;
  private long bytes;

  /// A copy to be made.
  ///
  /// @param target is made, with what directories it needs
  TreeCopy(Path target, LogSink log) {
    this.target = target;
    this.log = log;
  }

  /// Copies a directory; nothing when it is none.
  void copy(Path from) throws IOException {
    if (Files.isDirectory(from)) {
      source = from.toRealPath();
      Files.walkFileTree(source, this);
    }
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    if (directory.equals(target.toAbsolutePath().normalize())) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    Files.createDirectories(target.resolve(source.relativize(directory)));
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (!attributes.isRegularFile()) {
      return FileVisitResult.CONTINUE;
    }
    files++;
    bytes += attributes.size();
    if (files > FILES_MAX || bytes > BYTES_MAX) {
      warn("%s and what follows are left out: %d files, %d bytes".formatted(file, files, bytes));
      return FileVisitResult.TERMINATE;
    }
    Path copy = target.resolve(source.relativize(file));
    if (!Files.exists(copy, LinkOption.NOFOLLOW_LINKS) && !ProcFile.copy(file, copy)) {
      warn("it cannot be read: " + file);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException why) {
    warn(String.valueOf(why));
    return FileVisitResult.CONTINUE;
  }

  private void warn(String observation) {
    log.log(LogLevel.WARNING, "sysinfo: copying %s: %s".formatted(source, observation));
  }
}
