package org.autotest.client.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Finds in `/proc` what belongs to a session.
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  /// The place of the time of the start among the fields of [#stat].
  private static final int START = 19;

  private ProcessTable() {}

  /// What belongs together.
  ///
  /// @param members the living processes
  /// @param groups their process groups, and those of members that ended while they were looked
  ///   for; never this process's own, in which one is until it has a session
  record Found(List<ProcessHandle> members, Set<Long> groups) {}

  /// The living processes of a session, and those that left it but still carry its mark.
  ///
  /// @param session the pid of its leader
  /// @param mark `NAME=value`, as it stands in the environment of each process it started
  static Found find(long session, String mark) {
    List<ProcessHandle> members = new ArrayList<>();
    Set<Long> groups = new LinkedHashSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      long ownGroup = ownGroup();
      for (Path entry : entries) {
        long group = groupOfMember(entry, session, mark);
        if (group > 1) {
          if (group != ownGroup) {
            groups.add(group);
          }
          ProcessHandle.of(Long.parseLong(entry.getFileName().toString())).ifPresent(members::add);
        }
      }
    } catch (IOException | NumberFormatException noProc) {
      // Without /proc there is nothing to find.
    }
    return new Found(members, groups);
  }

  /// The living processes of this container whose environment has a variable that begins so.
  ///
  /// @param beginning `NAME=value`, or the beginning of it
  static List<ProcessHandle> marked(String beginning) {
    List<ProcessHandle> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      Path own = Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
      for (Path entry : entries) {
        if (isMarked(entry, beginning, own)) {
          ProcessHandle.of(Long.parseLong(entry.getFileName().toString())).ifPresent(found::add);
        }
      }
    } catch (IOException | NumberFormatException noProc) {
      // Without /proc there is nothing to find.
    }
    return found;
  }

  private static boolean isMarked(Path entry, String beginning, Path namespace) {
    try {
      return environment(entry).contains("\0" + beginning)
          && Files.readSymbolicLink(entry.resolve("ns/pid")).equals(namespace)
          && !stat(entry, 2)[0].equals("Z");
    } catch (IOException | RuntimeException gone) {
      return false;
    }
  }

  /// Whether a process is of this container, where numbers of processes mean the same.
  static boolean isNear(ProcessHandle process) {
    try {
      Path other = PROC.resolve(Long.toString(process.pid())).resolve("ns/pid");
      return Files.readSymbolicLink(other)
          .equals(Files.readSymbolicLink(PROC.resolve("self/ns/pid")));
    } catch (IOException gone) {
      return false;
    }
  }

  /// The process group of a member; 0 of any other process.
  private static long groupOfMember(Path entry, long session, String mark) {
    try {
      String[] fields = stat(entry, 5);
      if (fields[0].equals("Z") || fields[0].equals("X")) {
        return 0;
      }
      boolean member = Long.parseLong(fields[3]) == session || carries(entry, mark);
      return member ? Long.parseLong(fields[2]) : 0;
    } catch (IOException | RuntimeException gone) {
      return 0;
    }
  }

  /// When a process was started, in ticks of the kernel; empty when there is none of this number.
  static String startTicks(String pid) {
    try {
      return stat(PROC.resolve(pid), START + 2)[START];
    } catch (IOException | RuntimeException gone) {
      return "";
    }
  }

  /// State, parent, group, session, and what follows.
  ///
  /// @param parts into how many it is taken apart; the last one is the rest
  private static String[] stat(Path entry, int parts) throws IOException {
    String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
    // The name before them, in parentheses, may hold blanks.
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", parts);
  }

  private static long ownGroup() throws IOException {
    return Long.parseLong(stat(PROC.resolve("self"), 5)[2]);
  }

  private static boolean carries(Path entry, String mark) throws IOException {
    return environment(entry).contains("\0" + mark + "\0");
  }

  /// Each variable after a NUL.
  private static String environment(Path entry) throws IOException {
    byte[] environment = Files.readAllBytes(entry.resolve("environ"));
    return "\0" + new String(environment, StandardCharsets.ISO_8859_1);
  }
}
