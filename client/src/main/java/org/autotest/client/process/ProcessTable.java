package org.autotest.client.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Finds in `/proc` what belongs to a session.
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  private ProcessTable() {}

  /// The living processes of a session, and those that left it but still carry its mark.
  ///
  /// @param session the pid of its leader
  /// @param mark `NAME=value`, as it stands in the environment of each process it started
  static List<ProcessHandle> members(long session, String mark) {
    List<ProcessHandle> members = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        long pid = Long.parseLong(entry.getFileName().toString());
        if (isMember(entry, session, mark)) {
          ProcessHandle.of(pid).ifPresent(members::add);
        }
      }
    } catch (IOException | NumberFormatException noProc) {
      // Without /proc there is nothing to find.
    }
    return members;
  }

  private static boolean isMember(Path entry, long session, String mark) {
    try {
      String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
      // The name, in parentheses, may hold blanks; after it: state, parent, group, session.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
      if (fields[0].equals("Z") || fields[0].equals("X")) {
        return false;
      }
      return Long.parseLong(fields[3]) == session || carries(entry, mark);
    } catch (IOException | RuntimeException gone) {
      return false;
    }
  }

  private static boolean carries(Path entry, String mark) throws IOException {
    byte[] environment = Files.readAllBytes(entry.resolve("environ"));
    String text = "\0" + new String(environment, StandardCharsets.ISO_8859_1);
    return text.contains("\0" + mark + "\0");
  }
}
