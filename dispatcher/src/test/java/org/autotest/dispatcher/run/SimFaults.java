package org.autotest.dispatcher.run;

import java.util.Random;

/// What goes wrong in a simulated lab, by a seed.
final class SimFaults {
  /// The dispatcher was killed here. Not an exception, so that nobody in it catches it.
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(String where) {
      super(where);
    }
  }

  private final Random random;
  private final boolean archives;
  private boolean kills;
  private boolean breaks;
  private boolean databaseAway;
  private boolean refusesStarts;
  private boolean resultsUnreadable;

  SimFaults(Random random) {
    this.random = random;
    // The first bit of neighbouring seeds is the same.
    this.archives = random.nextInt(1_000) < 500;
  }

  /// Whether the lab archives results.
  boolean archives() {
    return archives;
  }

  /// A place where a dispatcher may die.
  void point(String where) {
    if (kills && random.nextInt(4) == 0) {
      kills = false;
      throw new Killed(where);
    }
  }

  /// Kills the dispatcher at one of the next places.
  void killSoon() {
    kills = true;
  }

  /// Breaks the connection during one of the next commits, which are made all the same.
  void breakSoon() {
    breaks = true;
  }

  boolean breaksCommit() {
    if (breaks && random.nextInt(3) == 0) {
      breaks = false;
      return true;
    }
    return false;
  }

  void databaseAway(boolean isSo) {
    databaseAway = isSo;
  }

  boolean isDatabaseAway() {
    return databaseAway;
  }

  void refuseStarts(boolean isSo) {
    refusesStarts = isSo;
  }

  boolean refusesStarts() {
    return refusesStarts;
  }

  void resultsUnreadable(boolean isSo) {
    resultsUnreadable = isSo;
  }

  boolean isResultsUnreadable() {
    return resultsUnreadable;
  }

  /// All is well from now on.
  void stop() {
    kills = false;
    breaks = false;
    databaseAway = false;
    refusesStarts = false;
    resultsUnreadable = false;
  }
}
