package org.autotest.dispatcher.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What threads tell the loop, and what wakes it. An observation stays until the loop has dealt
/// with it, so that trouble with the database does not lose it.
final class Inbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Observation> waiting = new LinkedHashSet<>();
  private boolean woken;
  private boolean hasNew;

  void add(Observation observation) {
    lock.lock();
    try {
      waiting.add(observation);
      hasNew = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Ends the present or the next wait.
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The oldest observations that were not dealt with.
  ///
  /// @param limit most of them
  List<Observation> first(int limit) {
    lock.lock();
    try {
      List<Observation> first = new ArrayList<>(Math.min(limit, waiting.size()));
      for (Observation observation : waiting) {
        if (first.size() >= limit) {
          break;
        }
        first.add(observation);
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  /// These were dealt with.
  void remove(Collection<Observation> done) {
    lock.lock();
    try {
      done.forEach(waiting::remove);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until somebody wakes, or the time is over, whatever comes.
  void pause(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (!woken && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until something new comes, somebody wakes, or the time is over.
  void await(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (!hasNew && !woken && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
      hasNew = false;
    } finally {
      lock.unlock();
    }
  }
}
