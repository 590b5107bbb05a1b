package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.autotest.core.failure.AutotestException;

/// Something that is done again and again beside the loop until it is closed. Trouble is logged,
/// and so is a bug, the same once a minute; neither ends it.
final class Chore implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Chore.class.getName());

  private final String doing;
  private final Duration pauseMax;
  private final Turn turn;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /// Does it once.
  @FunctionalInterface
  interface Turn {
    /// Takes one turn.
    ///
    /// @param isClosed whether it is to end soon
    /// @return how long to wait until the next time
    Duration take(BooleanSupplier isClosed);
  }

  /// Begins at once.
  ///
  /// @param doing for the log, such as "tidying up"
  /// @param pauseMax how long it waits after trouble
  Chore(String doing, Duration pauseMax, Turn turn) {
    this.doing = doing;
    this.pauseMax = pauseMax;
    this.turn = turn;
    this.thread = Thread.ofVirtual().name(doing).start(this::work);
  }

  private void work() {
    Troubles troubles = new Troubles();
    Duration pause = Duration.ZERO;
    while (!isClosedAfter(pause)) {
      pause = pauseMax;
      try {
        pause = turn.take(() -> closed.getCount() == 0);
      } catch (RuntimeException trouble) {
        if (troubles.meet(trouble, true, System.nanoTime()).isNews()) {
          tell(trouble);
        }
      }
    }
  }

  private void tell(RuntimeException trouble) {
    if (trouble instanceof AutotestException known) {
      LOG.log(Level.WARNING, "%s: %s".formatted(doing, known.problem()));
    } else {
      LOG.log(Level.ERROR, doing, trouble);
    }
  }

  private boolean isClosedAfter(Duration time) {
    try {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /// Waits for what is being done.
  @Override
  public void close() {
    closed.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
