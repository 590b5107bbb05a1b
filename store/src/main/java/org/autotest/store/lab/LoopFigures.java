package org.autotest.store.lab;

import java.time.Duration;

/// What a dispatcher's loop did since it was started.
///
/// @param idle rounds with nothing to do
/// @param changes lines of the outbox taken in
/// @param lost decisions that were dropped because a row had changed meanwhile
/// @param cpu processor time of the loop
public record LoopFigures(
    long rounds, long idle, long changes, long decisions, long lost, Duration cpu) {
  /// Before the first round.
  public static final LoopFigures NONE = new LoopFigures(0, 0, 0, 0, 0, Duration.ZERO);
}
