package org.autotest.dispatcher.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What threads tell the loop, and what wakes it. An observation stays until the loop has dealt
/// with it, so that trouble with the database does not lose it.
final class Inbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Observation> waiting = new ArrayDeque<>();
  private boolean woken;

  void add(Observation observation) {
    lock.lock();
    try {
      waiting.add(observation);
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

  Optional<Observation> first() {
    lock.lock();
    try {
      return Optional.ofNullable(waiting.peek());
    } finally {
      lock.unlock();
    }
  }

  void removeFirst() {
    lock.lock();
    try {
      waiting.remove();
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

  /// Waits until something comes, somebody wakes, or the time is over.
  void await(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (waiting.isEmpty() && !woken && left > 0) {
        left = changed.awaitNanos(Math.min(left, TimeUnit.MINUTES.toNanos(1)));
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }
}
