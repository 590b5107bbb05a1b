package org.autotest.client.sysinfo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.autotest.client.machine.Machine;
import org.autotest.client.process.ProcessGroup;
import org.autotest.client.process.ProcessNotStarted;
import org.jspecify.annotations.Nullable;

/// Follows the journal of systemd on machines that have no other system log: one `journalctl` for
/// the whole job, so that a test costs no process. The newest four million characters are kept.
final class Journal implements AutoCloseable {
  private static final int KEPT_LENGTH_MAX = 4 * 1024 * 1024;
  private static final List<String> COMMAND =
      List.of("journalctl", "--follow", "--lines=0", "--output=short-iso", "--no-pager", "--quiet");

  private final Deque<String> lines = new ArrayDeque<>();
  private long first;
  private long kept;
  private @Nullable ProcessGroup process;

  private Journal() {}

  /// Starts to follow; one that stays empty where there is no journal, or another system log.
  static Journal follow(Machine machine) {
    Journal journal = new Journal();
    boolean needed =
        Files.exists(machine.file("/run/systemd/journal/stdout"))
            && SystemLogs.readable(machine).isEmpty()
            && machine.has("journalctl");
    if (needed) {
      journal.start(machine);
    }
    return journal;
  }

  private void start(Machine machine) {
    try {
      process =
          ProcessGroup.start(
              COMMAND, Path.of("/"), Map.of("PATH", machine.searchPath()), this::keep, _ -> {});
    } catch (ProcessNotStarted cannot) {
      // As where there is no journal.
    }
  }

  /// Whether there is one.
  boolean isFollowed() {
    return process != null;
  }

  /// The present end: what comes later has this number or a higher one.
  synchronized long end() {
    return first + lines.size();
  }

  /// What came from the number on.
  synchronized String since(long number) {
    StringBuilder text = new StringBuilder();
    if (number < first) {
      text.append(KernelLog.leftOut(first - number));
    }
    long at = first;
    for (String line : lines) {
      if (at++ >= number) {
        text.append(line).append('\n');
      }
    }
    return text.toString();
  }

  private synchronized void keep(String line) {
    lines.addLast(line);
    kept += line.length();
    while (kept > KEPT_LENGTH_MAX) {
      kept -= lines.removeFirst().length();
      first++;
    }
  }

  @Override
  public void close() {
    ProcessGroup running = process;
    if (running != null) {
      running.killNow();
    }
  }
}
