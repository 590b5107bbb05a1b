package org.autotest.dispatcher.run;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/// A round of a dispatcher that may hang: it is held at some place while others go on, and goes on
/// itself much later. Of all threads of a simulated lab one runs at a time.
final class SimThread {
  private final Semaphore go = new Semaphore(0);
  private final Semaphore back = new Semaphore(0);
  private final BooleanSupplier round;
  private Optional<String> heldAt = Optional.empty();
  private Optional<Throwable> end = Optional.empty();
  private boolean busy;

  SimThread(BooleanSupplier round) {
    this.round = round;
  }

  /// Runs the round until it has ended or is held.
  void start() {
    Thread.ofVirtual().name("sim").start(this::run);
    back.acquireUninterruptibly();
  }

  private void run() {
    try {
      busy = round.getAsBoolean();
    } catch (RuntimeException | Error failure) {
      end = Optional.of(failure);
    }
    back.release();
  }

  /// Called by the round: waits until it is let go on.
  void hold(String where) {
    heldAt = Optional.of(where);
    back.release();
    go.acquireUninterruptibly();
  }

  /// Lets a round that is held go on to its end.
  void goOn() {
    heldAt = Optional.empty();
    go.release();
    back.acquireUninterruptibly();
  }

  /// Where it is held; empty when it has ended.
  Optional<String> heldAt() {
    return heldAt;
  }

  /// Whether the round had anything to do.
  ///
  /// @throws RuntimeException what ended it
  boolean wasBusy() {
    if (end.isPresent()) {
      switch (end.get()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case Throwable other -> throw new IllegalStateException(other);
      }
    }
    return busy;
  }
}
