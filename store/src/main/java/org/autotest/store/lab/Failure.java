package org.autotest.store.lab;

import org.autotest.core.failure.Blame;

/// A failure as entries and special tasks carry it.
///
/// @param problem attempt, object, observation; cut to [#CHARS_MAX] characters
public record Failure(Blame blame, String problem) {
  /// Longest problem the database takes.
  public static final int CHARS_MAX = 1_000;

  public Failure {
    problem = Texts.cut(problem, CHARS_MAX);
  }
}
