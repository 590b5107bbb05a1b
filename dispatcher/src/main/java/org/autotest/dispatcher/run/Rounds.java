package org.autotest.dispatcher.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.autotest.store.lab.LoopFigures;

/// What one dispatcher's loop did: figures of all its rounds, and the last rounds that had
/// something to do. Threads may share it.
public final class Rounds {
  /// Rounds with work that are remembered; older ones are forgotten.
  public static final int KEPT_MAX = 200;

  /// Decisions of one round that are remembered; the round counts them all.
  public static final int DECISIONS_MAX = 20;

  /// One turn of the loop that had something to do.
  ///
  /// @param number counts all turns of this dispatcher from 1, also those without work
  /// @param changes lines of the outbox that it took in
  /// @param cpu processor time of the loop's own thread
  /// @param decided how many decisions it made
  /// @param decisions the first of them, in words: `TakeHosts: host1 is free`
  public record Round(
      long number,
      Instant at,
      int changes,
      Duration took,
      Duration cpu,
      int decided,
      List<String> decisions) {
    public Round {
      decisions = List.copyOf(decisions);
    }
  }

  /// Sums since the dispatcher was started.
  ///
  /// @param idle rounds that neither took in a change nor decided anything
  /// @param idleCpu processor time of those
  /// @param losses decisions that were dropped because a row had changed meanwhile
  public record Totals(
      long rounds,
      long idle,
      long changes,
      long decisions,
      long losses,
      Duration cpu,
      Duration idleCpu) {
    /// Before the first round.
    public static final Totals NONE = new Totals(0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO);

    Totals plus(int newChanges, int decided, Duration newCpu) {
      boolean isIdle = newChanges == 0 && decided == 0;
      return new Totals(
          rounds + 1,
          idle + (isIdle ? 1 : 0),
          changes + newChanges,
          decisions + decided,
          losses,
          cpu.plus(newCpu),
          isIdle ? idleCpu.plus(newCpu) : idleCpu);
    }

    LoopFigures asFigures() {
      return new LoopFigures(rounds, idle, changes, decisions, losses, cpu);
    }

    Totals plusLoss() {
      return new Totals(rounds, idle, changes, decisions, losses + 1, cpu, idleCpu);
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Round> last = new ArrayDeque<>();
  private Totals totals = Totals.NONE;

  /// Notes a round.
  void add(Instant at, int changes, Duration took, Duration cpu, int decided, List<String> words) {
    lock.lock();
    try {
      totals = totals.plus(changes, decided, cpu);
      if (changes > 0 || decided > 0) {
        last.addLast(new Round(totals.rounds(), at, changes, took, cpu, decided, words));
        if (last.size() > KEPT_MAX) {
          last.removeFirst();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Notes a decision that lost against somebody else's change.
  void addLoss() {
    lock.lock();
    try {
      totals = totals.plusLoss();
    } finally {
      lock.unlock();
    }
  }

  /// Sums so far.
  public Totals totals() {
    lock.lock();
    try {
      return totals;
    } finally {
      lock.unlock();
    }
  }

  /// The last rounds with work, oldest first.
  public List<Round> last() {
    lock.lock();
    try {
      return List.copyOf(last);
    } finally {
      lock.unlock();
    }
  }
}
