package org.autotest.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.lab.Round;
import org.autotest.store.lab.Round.Decided;
import org.autotest.store.lab.RoundLog;

/// What the dispatcher of a seeded lab decided.
final class SeededRounds {
  private final Database database;

  SeededRounds(Database database) {
    this.database = database;
  }

  /// Makes three rounds of the dispatcher `main`.
  void fill() {
    long dispatcher =
        database.read(
            handle ->
                handle
                    .createQuery("SELECT id FROM afe_dispatchers WHERE name = 'main'")
                    .mapTo(Long.class)
                    .one());
    new RoundLog(database, dispatcher)
        .add(
            List.of(
                round(
                    1,
                    "hosts taken: 2, tasks queued: 1",
                    decided("hosts taken", 2, Optional.empty(), "alpha.lab and beta.lab are free"),
                    decided("tasks queued", 1, Optional.of("gamma.lab"), "somebody asked for it")),
                round(
                    2,
                    "runs started: 1",
                    decided("runs started", 1, Optional.of("alpha.lab"), "all of its hosts wait")),
                round(
                    30,
                    "entries ended: 27",
                    decided("entries ended", 1, Optional.empty(), SeededLab.HOSTILE))));
  }

  private Round round(long number, String summary, Decided... decisions) {
    Instant at = database.now().minusSeconds(60 - number);
    return new Round(
        number,
        at,
        3,
        Duration.ofNanos(12_400_000),
        Duration.ofNanos(3_100_000),
        0,
        number == 30 ? 27 : decisions.length,
        summary,
        List.of(decisions));
  }

  private static Decided decided(String kind, int count, Optional<String> host, String reason) {
    return new Decided(kind, count, Optional.of(new JobId(1)), host.map(Hostname::new), reason);
  }
}
