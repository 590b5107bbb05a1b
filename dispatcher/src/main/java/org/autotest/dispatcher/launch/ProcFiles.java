package org.autotest.dispatcher.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// What `/proc` tells of a process.
final class ProcFiles {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /// Position of the start time among the fields after the command name.
  private static final int START_TICKS = 19;

  private ProcFiles() {}

  /// Names this boot of this machine.
  static String bootId() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException failure) {
      throw new LaunchFailed("processes", BOOT_ID + " cannot be read", failure);
    }
  }

  /// The process that has this number now; empty when none has, or when it is a zombie.
  static Optional<ProcessRef> now(long pid, String bootId) {
    try {
      String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
      // The command name stands in parentheses and may itself hold blanks and parentheses.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      boolean dead = fields[0].equals("Z") || fields[0].equals("X");
      return dead
          ? Optional.empty()
          : Optional.of(new ProcessRef(pid, Long.parseLong(fields[START_TICKS]), bootId));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
