package org.autotest.dispatcher.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.autotest.store.lab.LoopFigures;
import org.autotest.store.lab.Round;
import org.autotest.store.lab.RoundLog;

/// What one dispatcher's loop did: figures of all its rounds, and the last rounds that had
/// something to do. Threads may share it.
public final class Rounds {
  /// Rounds with work that are remembered; older ones are forgotten.
  public static final int KEPT_MAX = RoundLog.KEPT_MAX;

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
  private long lossesNoted;
  private volatile long told;

  /// What one turn of the loop did.
  ///
  /// @param summary in words, as the decisions are; empty when there are none
  record Done(
      Instant at,
      int changes,
      Duration took,
      Duration cpu,
      int decided,
      String summary,
      List<Round.Decided> decisions) {}

  /// Notes a round.
  void add(Done done) {
    lock.lock();
    try {
      int lost = Math.toIntExact(totals.losses() - lossesNoted);
      lossesNoted = totals.losses();
      totals = totals.plus(done.changes(), done.decided(), done.cpu());
      if (done.changes() > 0 || done.decided() > 0) {
        last.addLast(
            new Round(
                totals.rounds(),
                done.at(),
                done.changes(),
                done.took(),
                done.cpu(),
                lost,
                done.decided(),
                done.summary(),
                done.decisions()));
        if (last.size() > KEPT_MAX) {
          last.removeFirst();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Rounds among the last that decided something and were not told to anybody, oldest first.
  List<Round> untold() {
    return last().stream().filter(round -> round.decided() > 0 && round.number() > told).toList();
  }

  /// Rounds up to a number need not be told again.
  void told(long number) {
    told = number;
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
