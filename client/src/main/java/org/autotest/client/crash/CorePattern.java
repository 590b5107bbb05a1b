package org.autotest.client.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.autotest.client.machine.Machine;
import org.autotest.client.process.Presence;

/// `core_pattern`, which tells the kernel who gets core dumps, changed for the time of a client.
/// What it was before stands in a note of the machine, not in a directory of results, which may be
/// gone when the note is needed: so the next client, wherever its results go, puts back what one
/// that was killed has left. A boot forgets both.
///
/// ```
/// boot 0b7a9c4e-5a0f-4a53-8f0d-9f7f3e2c1d10
/// client 4711 123456
/// set /var/lib/autotest/tmp/cores/core.%e.%u.%s.%P.%t
/// before |/usr/share/apport/apport -p%p
/// ```
final class CorePattern {
  static final String FILE = "/proc/sys/kernel/core_pattern";
  static final String NOTE = "/run/autotest-client/core_pattern";

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /// Longest pattern that the kernel takes, in bytes.
  private static final int BYTES_MAX = 127;

  private final Machine machine;

  CorePattern(Machine machine) {
    this.machine = machine;
  }

  /// What the kernel is told now.
  String text() {
    return machine.read(FILE).strip();
  }

  /// Has the kernel write files into a directory.
  ///
  /// @throws IOException when it cannot be had; nothing has changed then
  void set(Path directory) throws IOException {
    String pattern = directory + "/" + CoreName.PATTERN;
    if (pattern.length() > BYTES_MAX) {
      throw new IOException(
          "the kernel takes no more than %d characters: %s".formatted(BYTES_MAX, pattern));
    }
    Note note = new Note(bootId(), Presence.mark(), pattern, text());
    Path file = machine.file(NOTE);
    Path beside = file.resolveSibling("new." + ProcessHandle.current().pid());
    Files.createDirectories(file.getParent());
    Files.writeString(beside, note.text());
    try {
      // In one step, and never over that of another client.
      Files.createLink(file, beside);
    } finally {
      Files.delete(beside);
    }
    Files.writeString(machine.file(FILE), pattern + "\n");
  }

  /// Puts back what this client has changed, or one that is gone.
  ///
  /// @return the pid of another client that is at work and has core dumps; nothing is done then
  Optional<String> putBack() throws IOException {
    Path file = machine.file(NOTE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Note note = Note.read(Files.readAllLines(file));
    if (note.boot.equals(bootId())) {
      if (!note.client.equals(Presence.mark()) && Presence.isAtWork(note.client)) {
        return Optional.of(note.client.split(" ", 2)[0]);
      }
      if (text().equals(note.set)) {
        Files.writeString(machine.file(FILE), note.before + "\n");
      }
    }
    Files.deleteIfExists(file);
    return Optional.empty();
  }

  private static String bootId() throws IOException {
    return Files.readString(BOOT_ID).strip();
  }

  /// The note.
  private record Note(String boot, String client, String set, String before) {
    static Note read(List<String> lines) {
      return new Note(
          value(lines, "boot "),
          value(lines, "client "),
          value(lines, "set "),
          value(lines, "before "));
    }

    private static String value(List<String> lines, String key) {
      return lines.stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(key.length()))
          .findFirst()
          .orElse("");
    }

    String text() {
      return "boot %s\nclient %s\nset %s\nbefore %s\n".formatted(boot, client, set, before);
    }
  }
}
