package org.autotest.dispatcher.run;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/// Something that is done once in a thread, that somebody may give up before or while it is done,
/// and whose end others may wait for.
final class HandOver {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<Thread> thread = Optional.empty();
  private boolean givenUp;

  /// What is done; interrupted when it is given up.
  @FunctionalInterface
  interface Task {
    /// Does it.
    void run() throws InterruptedException;
  }

  /// Does it in the calling thread, unless it was given up before.
  void run(Task task) {
    try {
      if (begin()) {
        task.run();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private boolean begin() {
    lock.lock();
    try {
      thread = Optional.of(Thread.currentThread());
      return !givenUp;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      thread = Optional.empty();
      ended.countDown();
    } finally {
      lock.unlock();
    }
  }

  /// It shall end as soon as it can.
  void giveUp() {
    lock.lock();
    try {
      givenUp = true;
      thread.ifPresent(Thread::interrupt);
    } finally {
      lock.unlock();
    }
  }

  boolean isGivenUp() {
    lock.lock();
    try {
      return givenUp;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until it has ended, done or not.
  void awaitEnd() throws InterruptedException {
    ended.await();
  }
}
