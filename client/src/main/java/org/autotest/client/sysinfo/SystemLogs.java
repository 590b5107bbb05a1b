package org.autotest.client.sysinfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.autotest.client.machine.Machine;

/// The files in which a machine keeps what its programs log, where it has some.
final class SystemLogs {
  private static final List<String> FILES = List.of("/var/log/messages", "/var/log/syslog");

  private SystemLogs() {}

  /// The first that can be read; empty where there is none, as where only systemd keeps a log.
  static Optional<Path> readable(Machine machine) {
    return FILES.stream().map(machine::file).filter(SystemLogs::opens).findFirst();
  }

  /// Those that are there and cannot be read, as with mode 0640 for a user outside of their group.
  static List<String> unreadable(Machine machine) {
    return FILES.stream()
        .filter(log -> Files.exists(machine.file(log)) && !opens(machine.file(log)))
        .toList();
  }

  /// Asked first without an exception, since often it is not there, and each test asks.
  private static boolean opens(Path log) {
    if (!log.toFile().canRead()) {
      return false;
    }
    try (var _ = Files.newInputStream(log)) {
      return true;
    } catch (IOException notForUs) {
      return false;
    }
  }
}
