package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.autotest.client.files.Unguessable;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.process.MountNotes;
import org.autotest.client.process.Mounts;
import org.autotest.core.files.FileTree;

/// The temporary directory of one run of a test, and what has to be undone where the test worked.
/// Nothing here makes a test fail: trouble is logged.
final class TestPlace {
  private static final Duration REMOVAL_LIMIT = Duration.ofMinutes(2);

  private final Path output;
  private final Path tmp;
  private final LogSink log;
  private final String mountsBefore;

  /// The place of a test that is about to begin.
  TestPlace(Path output, Path tmp, MountNotes notes, LogSink log) {
    this.output = output;
    this.tmp = tmp;
    this.log = log;
    notes.below(output);
    notes.below(tmp);
    this.mountsBefore = Mounts.table();
  }

  /// A fresh directory.
  static Path makeTmp(JobPaths paths) throws IOException {
    Path all = paths.tmp().resolve("tests");
    return Unguessable.directory(Files.isDirectory(all) ? all : Files.createDirectories(all), "t-");
  }

  /// Unmounts what is mounted in the directories of the test, then deletes the temporary one. What
  /// cannot be unmounted is not deleted either: it may be anybody's files.
  void clear() {
    if (Mounts.table().equals(mountsBefore)) {
      deleteTmp();
      return;
    }
    for (Path directory : List.of(output, tmp)) {
      List<Path> mounted = Mounts.remove(directory);
      if (!mounted.isEmpty()) {
        log.log(LogLevel.WARNING, "the test left mounted, and it was unmounted: " + mounted);
      }
    }
    List<Path> still = Mounts.below(tmp);
    if (!still.isEmpty()) {
      log.log(LogLevel.ERROR, "%s stays, for these stay mounted: %s".formatted(tmp, still));
      return;
    }
    deleteTmp();
  }

  private void deleteTmp() {
    try {
      FileTree.delete(tmp);
    } catch (IOException | SecurityException odd) {
      deleteByProgram(odd.toString());
    }
  }

  /// For directories without rights, and paths longer than Java can name.
  private void deleteByProgram(String why) {
    String script = "chmod -R u+rwX \"$1\" 2>/dev/null; rm -rf --one-file-system -- \"$1\"";
    try {
      Process process =
          new ProcessBuilder("sh", "-c", script, "sh", tmp.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(REMOVAL_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException cannot) {
      log.log(LogLevel.WARNING, "deleting %s: %s".formatted(tmp, cannot.getMessage()));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    if (Files.exists(tmp)) {
      log.log(LogLevel.WARNING, "deleting %s: %s".formatted(tmp, why));
    }
  }
}
