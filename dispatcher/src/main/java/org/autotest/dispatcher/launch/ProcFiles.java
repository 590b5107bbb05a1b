package org.autotest.dispatcher.launch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// What `/proc` tells of a process.
///
/// @param root where that is mounted
record ProcFiles(Path root) {
  /// That of this machine.
  static final ProcFiles HERE = new ProcFiles(Path.of("/proc"));

  /// Position of the start time among the fields after the command name.
  private static final int START_TICKS = 19;

  /// Names this boot of this machine.
  String bootId() {
    Path file = root.resolve("sys/kernel/random/boot_id");
    try {
      return Files.readString(file).strip();
    } catch (IOException failure) {
      throw new LaunchFailed("processes", file + " cannot be read", failure);
    }
  }

  /// The process that has this number now; empty when none has, or when it is a zombie.
  ///
  /// @throws IOException when that cannot be read at the moment, as with too many files open: it
  ///   may live
  Optional<ProcessRef> now(long pid, String bootId) throws IOException {
    Path process = root.resolve(Long.toString(pid));
    try {
      String stat = Files.readString(process.resolve("stat"));
      // The command name stands in parentheses and may itself hold blanks and parentheses.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      boolean dead = fields[0].equals("Z") || fields[0].equals("X");
      return dead
          ? Optional.empty()
          : Optional.of(new ProcessRef(pid, Long.parseLong(fields[START_TICKS]), bootId));
    } catch (AccessDeniedException hidden) {
      // Somebody else's, who has the number now: ours can be read.
      return Optional.empty();
    } catch (IOException failure) {
      // It may have ended between opening and reading, which is told in many words.
      if (Files.notExists(process, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      throw failure;
    }
  }
}
