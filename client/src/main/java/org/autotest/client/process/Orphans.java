package org.autotest.client.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// What a client has started that is no more: processes by the mark in their environment, and by
/// the control groups, whose names begin with its pid.
final class Orphans {
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final int ROUNDS_MAX = 100;
  private static final int DEPTH_MAX = 20;

  private Orphans() {}

  /// Ends them with SIGKILL, again and again for what is forked meanwhile.
  ///
  /// @param client the pid of the client
  /// @return the names of what was ended; empty when nothing was left
  static List<String> end(String client) {
    Set<String> names = new TreeSet<>();
    List<Cgroup> groups = groups(client);
    try {
      for (int round = 0; round < ROUNDS_MAX; round++) {
        List<ProcessHandle> left = ProcessTable.marked(ProcessGroup.MARK + "=" + client + ".");
        for (Cgroup group : groups) {
          left.addAll(group.members().stream().filter(ProcessTable::isNear).toList());
        }
        if (left.isEmpty()) {
          break;
        }
        for (ProcessHandle each : left) {
          names.add(each.info().command().orElse("?") + " (" + each.pid() + ")");
          each.destroyForcibly();
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
      for (Cgroup group : groups) {
        group.remove();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return List.copyOf(names);
  }

  private static List<Cgroup> groups(String client) {
    List<Cgroup> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          CGROUPS,
          Set.of(),
          DEPTH_MAX,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
              if (at.getFileName().toString().startsWith(Cgroup.PREFIX + client + ".")) {
                found.add(Cgroup.at(at));
                return FileVisitResult.SKIP_SUBTREE;
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException why) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException none) {
      // Without control groups there is nothing to find.
    }
    return found;
  }
}
