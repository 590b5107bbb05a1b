package org.autotest.dispatcher.run;

import java.time.Duration;

/// When a drone that cannot say that it lives ends what it runs: before others may take it for lost
/// and use its hosts. Pure.
///
/// @param after how long it may be silent
/// @param grace between asking and using force
record DroneFence(Duration after, Duration grace) {
  /// What to do with everything that runs.
  enum Act {
    /// Lets it go on.
    LET,
    /// Asks it to end.
    TERMINATE,
    /// Ends it by force.
    KILL
  }

  /// Of the time after which the others give it up it uses so much.
  static DroneFence of(Duration lostAfter, Duration grace) {
    Duration most = lostAfter.multipliedBy(2).dividedBy(3);
    Duration left = lostAfter.minus(most).dividedBy(2);
    return new DroneFence(most, grace.compareTo(left) < 0 ? grace : left);
  }

  /// Decides.
  ///
  /// @param silence since it last said that it lives
  /// @param others how many other drones there were then; alone, nobody can take it for lost
  Act act(Duration silence, int others) {
    if (others == 0 || silence.compareTo(after) < 0) {
      return Act.LET;
    }
    return silence.compareTo(after.plus(grace)) < 0 ? Act.TERMINATE : Act.KILL;
  }
}
