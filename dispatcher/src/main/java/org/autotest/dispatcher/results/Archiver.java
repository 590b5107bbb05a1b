package org.autotest.dispatcher.results;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.autotest.core.files.FileTree;
import org.autotest.core.results.ArchiveMark;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.results.ResultsDisk;

/// Hands results over as the lab has configured it.
public final class Archiver implements ResultsArchive {
  private static final int TAIL_BYTES = 4_000;

  private final Archive archive;
  private final Duration limit;

  /// Hands over to one archive.
  ///
  /// @param limit longest run of a program of the lab's
  public Archiver(Archive archive, Duration limit) {
    this.archive = archive;
    this.limit = limit;
  }

  @Override
  public String archive(ExecutionPath path, Path directory) throws InterruptedException {
    try {
      return switch (archive) {
        case Archive.Command command -> run(command, path, directory);
        case Archive.Directory target -> copy(target, path, directory);
      };
    } catch (InterruptedIOException stop) {
      Thread.interrupted();
      throw new InterruptedException(stop.getMessage());
    } catch (IOException failure) {
      throw new ArchiveFailed(path, ResultsDisk.said(failure, "then archive it by hand"));
    }
  }

  private String run(Archive.Command command, ExecutionPath path, Path directory)
      throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(command.argv());
    argv.add(directory.toString());
    argv.add(path.value());
    Path output = directory.resolve(ArchiveMark.OUTPUT);
    SafeFiles.replace(output, "");
    Process process =
        new ProcessBuilder(argv)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ArchiveFailed(
            path, "%s did not end in %d s".formatted(argv.getFirst(), limit.toSeconds()));
      }
    } finally {
      end(process);
    }
    String last = lastLine(output);
    if (process.exitValue() != 0) {
      throw new ArchiveFailed(
          path,
          "%s exited %d%s"
              .formatted(argv.getFirst(), process.exitValue(), last.isEmpty() ? "" : ": " + last));
    }
    return last.isEmpty() ? "as %s said".formatted(argv.getFirst()) : last;
  }

  private static void end(Process process) {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String lastLine(Path output) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - TAIL_BYTES));
      byte[] tail = new byte[TAIL_BYTES];
      int read = Math.max(0, file.read(tail));
      return new String(tail, 0, read, StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .reduce("", (_, line) -> line);
    }
  }

  /// Beside first, so that whoever looks sees a whole tree or none.
  private static String copy(Archive.Directory target, ExecutionPath path, Path directory)
      throws IOException {
    Path place = path.below(target.root());
    Path beside = place.resolveSibling(place.getFileName() + ".new");
    Files.createDirectories(place.getParent());
    FileTree.delete(beside);
    FileTree.copy(directory, beside, () -> !Thread.currentThread().isInterrupted());
    FileTree.delete(place);
    Files.move(beside, place);
    return place.toString();
  }
}
