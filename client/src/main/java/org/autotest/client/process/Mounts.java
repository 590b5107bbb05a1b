package org.autotest.client.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// File systems that are mounted below a directory.
public final class Mounts {
  private static final Path TABLE = Path.of("/proc/self/mounts");
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /// One line of the table of mounts. Names are written as there, see [#escaped].
  record Entry(String device, String at) {
    /// Whether it is mounted at or below a directory.
    boolean isBelow(String directory) {
      return at.equals(directory) || at.startsWith(directory + "/");
    }
  }

  private Mounts() {}

  /// Unmounts everything that is mounted at or below a directory, the innermost first.
  ///
  /// @return what was mounted there; of what could not be unmounted, [#below] still tells
  public static List<Path> remove(Path directory) {
    List<Path> found = below(directory);
    found.reversed().forEach(Mounts::unmount);
    return found;
  }

  /// Unmounts one, at once even though it is in use.
  ///
  /// @return whether it is unmounted
  static boolean unmount(Entry entry) {
    return unmount(Path.of(unescaped(entry.at())));
  }

  private static boolean unmount(Path mount) {
    return ran("umount", "-n", mount.toString()) || ran("umount", "-nl", mount.toString());
  }

  /// All there are, in the order in which they were mounted.
  static List<Entry> entries() {
    return table()
        .lines()
        .map(line -> line.split(" ", 3))
        .filter(fields -> fields.length == 3)
        .map(fields -> new Entry(fields[0], fields[1]))
        .toList();
  }

  /// The whole table of mounts, to see whether it has changed.
  public static String table() {
    try {
      return Files.readString(TABLE, StandardCharsets.UTF_8);
    } catch (IOException none) {
      return "";
    }
  }

  /// What is mounted at or below a directory, in the order in which it was mounted.
  public static List<Path> below(Path directory) {
    try {
      String real = escaped(directory.toRealPath());
      return entries().stream()
          .filter(entry -> entry.isBelow(real))
          .map(entry -> Path.of(unescaped(entry.at())))
          .toList();
    } catch (IOException | InvalidPathException none) {
      return List.of();
    }
  }

  /// Runs a program.
  ///
  /// @return whether it exited with 0 in time
  static boolean ran(String... argv) {
    try {
      Process process =
          new ProcessBuilder(argv)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// A name as it stands in the table of mounts.
  static String escaped(Path path) {
    return path.toString()
        .replace("\\", "\\134")
        .replace(" ", "\\040")
        .replace("\t", "\\011")
        .replace("\n", "\\012");
  }

  /// Blanks, tabs, newlines and backslashes are written as three octal digits there.
  private static String unescaped(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
