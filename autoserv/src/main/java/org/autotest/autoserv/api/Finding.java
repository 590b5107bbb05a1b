package org.autotest.autoserv.api;

import org.autotest.core.failure.Blame;

/// What a check found.
///
/// ```java
/// return new Finding.Fine("3 disks");
/// return Finding.wrong("a disk is missing");
/// ```
public sealed interface Finding {
  /// It is as it should be.
  ///
  /// @param said may be empty
  record Fine(String said) implements Finding {}

  /// Worth telling, and no reason to refuse the machine.
  record Suspicious(String problem) implements Finding {}

  /// The machine is not fit.
  ///
  /// @param mendable whether repair may help; else a person has to
  record Wrong(Blame blame, String problem, boolean mendable) implements Finding {}

  /// It was not looked at.
  ///
  /// @param why the check that is needed and failed, or that it does not apply
  record Skipped(String why) implements Finding {}

  /// The machine's own failure, which repair may mend.
  static Finding wrong(String problem) {
    return new Wrong(Blame.HOST, problem, true);
  }

  /// For the log: `fine`, `suspicious`, `wrong`, `skipped`.
  default String word() {
    return switch (this) {
      case Fine _ -> "fine";
      case Suspicious _ -> "suspicious";
      case Wrong _ -> "wrong";
      case Skipped _ -> "skipped";
    };
  }

  /// What it says; may be empty.
  default String words() {
    return switch (this) {
      case Fine(var said) -> said;
      case Suspicious(var problem) -> problem;
      case Wrong(_, var problem, _) -> problem;
      case Skipped(var why) -> why;
    };
  }
}
