package org.autotest.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Processes of this machine that can be told by what they were started with.
public final class MarkedProcesses {
  private MarkedProcesses() {}

  /// Those that run and whose environment holds a text, such as `AUTOTEST_RUN=/home`.
  public static List<ProcessHandle> of(String mark) {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> environment(process).contains(mark)).toList();
    }
  }

  private static String environment(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc/%d/environ".formatted(process.pid())), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
