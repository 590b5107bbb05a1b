package org.autotest.client.sysinfo;

import java.util.Optional;

/// Something that a control file wants collected too.
///
/// @param what a command, or the path of a file or directory
/// @param file the name under which it is kept
public record Addition(Kind kind, String what, String file, boolean onEveryTest) {
  /// What is collected.
  public enum Kind {
    /// The output of a command.
    COMMAND,
    /// A copy of a file.
    FILE,
    /// A copy of a directory and all below it.
    DIRECTORY
  }

  /// One, under its usual name: the command, or the last part of the path.
  public static Addition of(Kind kind, String what, Optional<String> file, boolean onEveryTest) {
    String path = what.replaceAll("/+$", "");
    String usual = kind == Kind.COMMAND ? what : path.substring(path.lastIndexOf('/') + 1);
    return new Addition(
        kind,
        what,
        Commands.Request.fileName(file.filter(name -> !name.isEmpty()).orElse(usual)),
        onEveryTest);
  }
}
