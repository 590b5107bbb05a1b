package org.autotest.core.job;

import java.util.Arrays;
import java.util.Optional;

/// What a special task does to a host. Declared in the order in which queued tasks of a host start.
public enum TaskType {
  /// Last resort before the host is marked `Repair Failed`. May reinstall it: an hour.
  REPAIR("Repair"),
  /// Put the host back in a known state. Usually a reboot: minutes.
  CLEANUP("Cleanup"),
  /// Is the host fit to run tests? Reads only; never changes the host.
  VERIFY("Verify");

  private final String word;

  TaskType(String word) {
    this.word = word;
  }

  /// The word in the database and on pages.
  public String word() {
    return word;
  }

  /// The word in the names of results directories: `verify`, `cleanup`, `repair`.
  public String pathWord() {
    return word.toLowerCase(java.util.Locale.ROOT);
  }

  /// Empty for a word that is no task type; any case.
  public static Optional<TaskType> ofWord(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equalsIgnoreCase(word)).findFirst();
  }
}
