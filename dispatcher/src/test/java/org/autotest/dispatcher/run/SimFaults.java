package org.autotest.dispatcher.run;

import java.util.Optional;
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
  private Optional<SimThread> hangs = Optional.empty();
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

  /// A place where a dispatcher may die, or hang.
  void point(String where) {
    // Whoever hangs within a transaction keeps others from taking over.
    if (hangs.isPresent() && !where.equals("before a commit") && random.nextInt(4) == 0) {
      SimThread thread = hangs.get();
      hangs = Optional.empty();
      thread.hold(where);
    }
    if (kills && random.nextInt(4) == 0) {
      kills = false;
      throw new Killed(where);
    }
  }

  /// Holds the thread at one of the next places, if it comes to any; without, nothing is held.
  void hangAt(Optional<SimThread> thread) {
    hangs = thread;
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
