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
/// and [#BYTES_MAX] bytes. What is left out for that is a warning in the log, and said in the copy:
/// a file that is cut ends with a line about it, and a file [#LEFT_OUT] tells what is not there.
final class TreeCopy extends SimpleFileVisitor<Path> {
  static final int FILES_MAX = 10_000;
  static final long BYTES_MAX = ProcFile.BYTES_MAX;
  static final String LEFT_OUT = "LEFT_OUT_BY_AUTOTEST";

  private final Path target;
  private final LogSink log;
  private final long bytesMax;
  private Path source = Path.of("");
  private int files;
  private long bytes;

  /// A copy to be made.
  ///
  /// @param target is made, with what directories it needs
  TreeCopy(Path target, LogSink log) {
    this(target, log, BYTES_MAX);
  }

  /// Like the other, with a bound of its own.
  TreeCopy(Path target, LogSink log, long bytesMax) {
    this.target = target;
    this.log = log;
    this.bytesMax = bytesMax;
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
    if (files == FILES_MAX || bytes >= bytesMax) {
      tellLeftOut(
          "%s and what follows are left out: %d files with %d bytes were copied before"
              .formatted(file, files, bytes));
      return FileVisitResult.TERMINATE;
    }
    Path copy = target.resolve(source.relativize(file));
    if (!Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
      copy(file, copy);
    }
    return FileVisitResult.CONTINUE;
  }

  private void copy(Path file, Path copy) throws IOException {
    files++;
    switch (ProcFile.copy(file, copy, bytesMax - bytes)) {
      case WHOLE -> bytes += Files.size(copy);
      case CUT -> {
        warn("%s is cut after %d bytes".formatted(file, bytesMax - bytes));
        bytes = bytesMax;
      }
      case UNREADABLE -> warn("it cannot be read: " + file);
    }
  }

  private void tellLeftOut(String observation) throws IOException {
    warn(observation);
    Files.writeString(target.resolve(LEFT_OUT), observation + "\n");
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
