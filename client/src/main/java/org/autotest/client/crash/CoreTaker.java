package org.autotest.client.crash;

import java.util.Optional;

/// Who takes the memory of a process that crashes, as `/proc/sys/kernel/core_pattern` says.
sealed interface CoreTaker {
  /// systemd-coredump, which keeps it in a directory of its own.
  record Systemd() implements CoreTaker {
    @Override
    public boolean isCollected(Optional<Boolean> wanted) {
      return wanted.orElse(true);
    }
  }

  /// Another program, such as apport. What it does with it is its own affair, so that for the time
  /// of a job it is set aside when core dumps are asked for.
  ///
  /// @param pattern begins with `|` and the program
  record Other(String pattern) implements CoreTaker {
    /// The name of the program: `apport`.
    String program() {
      String path = pattern.substring(1).strip().split("\\s+", 2)[0];
      return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public boolean isCollected(Optional<Boolean> wanted) {
      return wanted.orElse(false);
    }
  }

  /// The kernel, which writes a file.
  ///
  /// @param pattern of its name; empty when it writes none
  record Kernel(String pattern) implements CoreTaker {
    @Override
    public boolean isCollected(Optional<Boolean> wanted) {
      return wanted.orElse(false);
    }
  }

  /// Whether core dumps are collected from it.
  ///
  /// @param wanted what the configuration says; when it says nothing, only what changes nothing of
  ///   the machine is done
  boolean isCollected(Optional<Boolean> wanted);

  /// Tells it by the text of the file.
  static CoreTaker of(String pattern) {
    String text = pattern.strip();
    if (!text.startsWith("|")) {
      return new Kernel(text);
    }
    String program = text.substring(1).strip().split("\\s+", 2)[0];
    return program.endsWith("/systemd-coredump") ? new Systemd() : new Other(text);
  }
}
