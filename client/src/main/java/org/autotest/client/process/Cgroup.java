package org.autotest.client.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A control group, version 2, that holds a session: nothing leaves it, whatever it does to its
/// session and its environment. Made below the group of the harness, where that is allowed.
public final class Cgroup {
  static final String PREFIX = "autotest-";
  private static final Path OWN = Path.of("/proc/self/cgroup");
  private static final Path MOUNTS = Path.of("/proc/self/mounts");
  private static final String NOTHING_IN_IT = "populated 0";
  private static final int REMOVALS_MAX = 50;
  private static final int DEPTH_MAX = 16;

  /// Looked for once: it is in the way of every test.
  private static final class Harness {
    /// The group of this process; empty when there is no hierarchy of version 2.
    static final Optional<Path> GROUP = group();
  }

  private final Path directory;

  private Cgroup(Path directory) {
    this.directory = directory;
  }

  /// One that is there already.
  static Cgroup at(Path directory) {
    return new Cgroup(directory);
  }

  /// Makes one for a session.
  ///
  /// @param mark of the session
  /// @return empty where it is not allowed, or not there
  static Optional<Cgroup> make(String mark) {
    return Harness.GROUP.flatMap(
        group -> {
          try {
            if (!Files.isWritable(group.resolve("cgroup.procs"))) {
              return Optional.<Cgroup>empty();
            }
            return Optional.of(new Cgroup(Files.createDirectory(group.resolve(PREFIX + mark))));
          } catch (IOException notAllowed) {
            return Optional.empty();
          }
        });
  }

  /// A process that writes `0` here is in it, with all that it starts from then on.
  public Path processes() {
    return directory.resolve("cgroup.procs");
  }

  /// Moves a process into it, which does not start anything yet. Takes the kernel some
  /// milliseconds.
  ///
  /// @return false when that cannot be; the group is removed then
  boolean take(long pid) {
    try {
      Files.writeString(processes(), Long.toString(pid), StandardOpenOption.WRITE);
      return true;
    } catch (IOException refusedOrGone) {
      removeUnused();
      return false;
    }
  }

  /// Removes it when nothing has entered it.
  public void removeUnused() {
    deleted(directory);
  }

  /// Everything in it, also in groups that were made inside of it.
  List<ProcessHandle> members() {
    List<ProcessHandle> members = new ArrayList<>();
    if (!isEmpty()) {
      collect(directory, members, 0);
    }
    return members;
  }

  /// Whether the kernel knows of nothing that lives in it, nor in groups inside of it.
  private boolean isEmpty() {
    try {
      return Files.readString(directory.resolve("cgroup.events")).startsWith(NOTHING_IN_IT);
    } catch (IOException gone) {
      return false;
    }
  }

  /// Sends SIGKILL to everything in it at once; a process that forks meanwhile does not escape.
  void kill() {
    try {
      Files.writeString(directory.resolve("cgroup.kill"), "1", StandardOpenOption.WRITE);
    } catch (IOException olderKernel) {
      members().forEach(ProcessHandle::destroyForcibly);
    }
  }

  /// Removes it once it is empty. A process that is a zombie still may hold it for a moment.
  void remove() throws InterruptedException {
    for (int i = 0; i < REMOVALS_MAX; i++) {
      if (removed(directory, 0)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  private static boolean removed(Path at, int depth) {
    // There is seldom anything in it.
    if (deleted(at)) {
      return true;
    }
    try {
      for (Path each : depth < DEPTH_MAX ? inner(at) : List.<Path>of()) {
        removed(each, depth + 1);
      }
    } catch (IOException gone) {
      return true;
    }
    return deleted(at);
  }

  private static boolean deleted(Path at) {
    try {
      Files.deleteIfExists(at);
      return true;
    } catch (IOException busy) {
      return false;
    }
  }

  /// Groups within a group. There are seldom any, and its many files need not be looked at then.
  private static List<Path> inner(Path at) throws IOException {
    if (Files.readString(at.resolve("cgroup.stat")).startsWith("nr_descendants 0\n")) {
      return List.of();
    }
    List<Path> inner = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(at, Files::isDirectory)) {
      all.forEach(inner::add);
    }
    return inner;
  }

  private static void collect(Path at, List<ProcessHandle> members, int depth) {
    try {
      for (String line : Files.readString(at.resolve("cgroup.procs")).lines().toList()) {
        ProcessHandle.of(Long.parseLong(line)).ifPresent(members::add);
      }
      if (depth < DEPTH_MAX) {
        inner(at).forEach(each -> collect(each, members, depth + 1));
      }
    } catch (IOException | RuntimeException gone) {
      // It was removed meanwhile, or is a threaded one that lists no processes.
    }
  }

  private static Optional<Path> group() {
    try {
      Optional<String> own =
          Files.readString(OWN, StandardCharsets.ISO_8859_1)
              .lines()
              .filter(line -> line.startsWith("0::/"))
              .map(line -> line.substring("0::/".length()))
              .findFirst();
      if (own.isEmpty() || own.get().contains("..")) {
        return Optional.empty();
      }
      return Files.readString(MOUNTS, StandardCharsets.ISO_8859_1)
          .lines()
          .map(line -> line.split(" ", 4))
          .filter(fields -> fields.length == 4 && fields[2].equals("cgroup2"))
          .map(fields -> Path.of(fields[1]).resolve(own.get()))
          .findFirst();
    } catch (IOException | RuntimeException none) {
      return Optional.empty();
    }
  }
}
