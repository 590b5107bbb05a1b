package org.autotest.core.schedule;

import java.util.Set;

/// A machine that runs autoserv processes, kept by the dispatcher on it.
///
/// @param name of its dispatcher
/// @param processesMax most processes at once; a group counts one for each host
/// @param users owners whose work it takes; empty: everybody's
/// @param sets ids of the drone sets that it is in
public record Drone(String name, int processesMax, State state, Set<String> users, Set<Long> sets) {
  public Drone {
    users = Set.copyOf(users);
    sets = Set.copyOf(sets);
  }

  /// What may be expected of it.
  public enum State {
    /// Takes new work.
    READY,
    /// What it runs goes on; it gets nothing new.
    DRAINED,
    /// Was not heard of for a while: what it runs is taken to go on, and it gets nothing new.
    SILENT,
    /// What it ran is given up.
    LOST;

    /// Whether it can be asked for anything at this moment.
    public boolean isHeard() {
      return this == READY || this == DRAINED;
    }
  }

  /// Whether it takes work of an owner at all, room or not.
  boolean takes(DroneWish wish) {
    return state == State.READY
        && (users.isEmpty() || users.contains(wish.owner()))
        && wish.set().filter(set -> !sets.contains(set)).isEmpty();
  }
}
