package org.autotest.client.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// File systems that are mounted below a directory.
public final class Mounts {
  private static final Path TABLE = Path.of("/proc/self/mounts");
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Mounts() {}

  /// Unmounts everything that is mounted at or below a directory, the innermost first.
  ///
  /// @return what was mounted there; of what could not be unmounted, [#below] still tells
  public static List<Path> remove(Path directory) {
    List<Path> found = below(directory);
    List<Path> innermostFirst = new ArrayList<>(found);
    Collections.reverse(innermostFirst);
    for (Path mount : innermostFirst) {
      if (!unmounted("-n", mount)) {
        unmounted("-nl", mount);
      }
    }
    return found;
  }

  /// The whole table of mounts, to see whether it has changed.
  public static String table() {
    try {
      return Files.readString(TABLE, StandardCharsets.ISO_8859_1);
    } catch (IOException none) {
      return "";
    }
  }

  /// What is mounted at or below a directory, in the order in which it was mounted.
  public static List<Path> below(Path directory) {
    try {
      String real = directory.toRealPath().toString();
      return Files.readString(TABLE, StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" ", 3))
          .filter(fields -> fields.length == 3)
          .map(fields -> unescaped(fields[1]))
          .filter(mount -> mount.equals(real) || mount.startsWith(real + "/"))
          .map(Path::of)
          .toList();
    } catch (IOException | RuntimeException none) {
      return List.of();
    }
  }

  private static boolean unmounted(String flags, Path mount) {
    try {
      Process process =
          new ProcessBuilder("umount", flags, mount.toString())
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

  /// Blanks, tabs, newlines and backslashes are written as three octal digits there.
  private static String unescaped(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
