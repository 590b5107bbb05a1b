package org.autotest.app.lab;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import org.autotest.store.embedded.EmbeddedMariaDb;
import org.autotest.store.embedded.MariaDbNotStarted;

/// Starts the database server of our own again when it dies: at most [#STARTS_MAX] times in
/// [#WITHIN], so that a server that cannot live is left to people.
final class DatabaseKeeper implements AutoCloseable {
  /// More starts than this are not tried in [#WITHIN].
  static final int STARTS_MAX = 5;

  /// See [#STARTS_MAX].
  static final Duration WITHIN = Duration.ofMinutes(10);

  /// Before the first start, in case that the lab was told to end with its server; each further one
  /// waits twice as long as the one before.
  private static final Duration PAUSE_FIRST = Duration.ofMillis(500);

  private static final System.Logger log = System.getLogger(DatabaseKeeper.class.getName());

  private final EmbeddedMariaDb server;
  private final InstantSource clock;
  private final DatabaseNews news;
  private final Thread thread;

  /// When it was started again, by [System#nanoTime].
  private final Deque<Long> starts = new ArrayDeque<>();

  /// Watches a server that runs; it stays the caller's.
  ///
  /// @param news takes what happens to it
  DatabaseKeeper(EmbeddedMariaDb server, InstantSource clock, DatabaseNews news) {
    this.server = server;
    this.news = news;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("database-keeper").start(this::keep);
  }

  private void keep() {
    try {
      while (true) {
        int status = server.awaitEnd();
        if (!startAgain(status)) {
          return;
        }
      }
    } catch (InterruptedException closed) {
      // The server is ended on purpose.
    }
  }

  private boolean startAgain(int status) throws InterruptedException {
    Instant now = clock.instant();
    Thread.sleep(PAUSE_FIRST);
    log.log(
        Level.WARNING,
        "the database server has ended with status %d; starting it again (blame: the lab)"
            .formatted(status));
    while (true) {
      long began = System.nanoTime();
      starts.removeIf(start -> began - start > WITHIN.toNanos());
      if (starts.size() >= STARTS_MAX) {
        String over =
            "The database server ended %d times in %d minutes and is not started again; see %s"
                .formatted(starts.size() + 1, WITHIN.toMinutes(), server.logFile());
        log.log(Level.ERROR, over + " (blame: the lab)");
        news.tell(over);
        return false;
      }
      if (!starts.isEmpty()) {
        Thread.sleep(PAUSE_FIRST.multipliedBy(1L << (starts.size() - 1)));
      }
      starts.add(began);
      try {
        server.startAgain();
        tell(now, status);
        return true;
      } catch (MariaDbNotStarted failure) {
        log.log(Level.WARNING, "%s (blame: the lab)".formatted(failure.problem()));
      } catch (IllegalStateException livesStill) {
        log.log(Level.WARNING, "the database server was told to end and lives still");
      }
    }
  }

  private void tell(Instant at, int status) {
    String again =
        "The database server ended with status %d at %s and was started again; see %s"
            .formatted(status, at.truncatedTo(ChronoUnit.SECONDS), server.logFile());
    log.log(Level.INFO, "the database server runs again");
    news.tell(again);
  }

  /// Leaves the server as it is.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
