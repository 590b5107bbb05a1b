package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.autotest.store.Database;
import org.autotest.store.recurring.DueRuns;
import org.autotest.store.recurring.DueRuns.Done;

/// Makes the jobs of recurring runs beside the loop: sleeps until the first of them is due, and
/// asks every ten seconds at least which that is, in case somebody made or changed one.
final class RecurringWorker implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RecurringWorker.class.getName());

  /// Longest time until it asks again what is due next.
  static final Duration PAUSE_MAX = Duration.ofSeconds(10);

  /// After trouble, and where clocks are put back.
  private static final Duration PAUSE_MIN = Duration.ofMillis(20);

  private final Database database;
  private final Duration pauseMax;
  private final DueRuns runs;
  private final Chore chore;

  RecurringWorker(Database database, Duration pauseMax) {
    this.database = database;
    this.pauseMax = pauseMax;
    this.runs = new DueRuns(database);
    this.chore = new Chore("making jobs of recurring runs", pauseMax, _ -> makeDue());
  }

  private Duration makeDue() {
    for (long id : runs.due()) {
      runs.run(id).ifPresent(RecurringWorker::tell);
    }
    return untilNext(runs.next(), database.now(), pauseMax);
  }

  static Duration untilNext(Optional<Instant> next, Instant now, Duration atMost) {
    Duration until = next.map(due -> Duration.between(now, due)).orElse(atMost);
    if (until.compareTo(PAUSE_MIN) < 0) {
      return PAUSE_MIN;
    }
    return until.compareTo(atMost) < 0 ? until : atMost;
  }

  private static void tell(Done done) {
    String why = done.problem().map(problem -> ": " + problem).orElse("");
    switch (done.outcome()) {
      case MADE ->
          LOG.log(
              Level.INFO, "recurring run %d made job %s".formatted(done.run(), done.job().get()));
      case SKIPPED ->
          LOG.log(Level.INFO, "recurring run %d made no job%s".formatted(done.run(), why));
      case FAILED ->
          LOG.log(
              Level.WARNING,
              "recurring run %d could not make its job%s".formatted(done.run(), why));
    }
  }

  @Override
  public void close() {
    chore.close();
  }
}
