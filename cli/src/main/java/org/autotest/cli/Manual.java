package org.autotest.cli;

import java.util.ArrayList;
import java.util.List;

/// What the program's help says after its commands.
final class Manual {
  private Manual() {}

  static String[] footer() {
    List<String> lines = new ArrayList<>(List.of("", "Exit status:"));
    for (ExitStatus status : ExitStatus.values()) {
      lines.add("  %d  %s".formatted(status.code(), status.meaning()));
    }
    lines.addAll(
        List.of(
            "",
            "Data go to the standard output, all else to standard error. Colours only on a terminal,",
            "and never when NO_COLOR is set. Items may be joined by commas; a backslash keeps a comma.",
            "A star at the end of a host's name stands for all hosts that begin so: quote it."));
    return lines.toArray(String[]::new);
  }
}
