package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.autotest.dispatcher.DispatcherConfig.Keeping;
import org.autotest.store.Database;
import org.autotest.store.hosts.GivenUpHosts;
import org.autotest.store.hosts.HostDays;
import org.autotest.store.hosts.ReservationTimes;
import org.autotest.store.lab.Upkeep;
import org.autotest.store.users.TokenStore;

/// Tidies up beside the loop: locks and reservations whose time has come, and hosts that were given
/// up some time ago, every ten seconds; records that nobody needs any more, every ten minutes.
final class UpkeepWorker implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(UpkeepWorker.class.getName());

  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final int PURGE_EVERY = 60;

  /// Between two counts of what ended passes that many times what the first one took: a small lab
  /// sees what has just ended, a large one does not notice.
  private static final int COUNT_REST = 200;

  private static final Duration COUNT_PAUSE_MAX = Duration.ofMinutes(10);

  private final Upkeep upkeep;
  private final ReservationTimes reservations;
  private final GivenUpHosts givenUp;
  private final HostDays days;
  private final TokenStore tokens;
  private final Keeping keeping;
  private final Chore chore;
  private long turns;
  private long countAt = System.nanoTime();

  UpkeepWorker(Database database, Keeping keeping) {
    this.upkeep = new Upkeep(database);
    this.reservations = new ReservationTimes(database);
    this.givenUp = new GivenUpHosts(database);
    this.days = new HostDays(database);
    this.tokens = new TokenStore(database);
    this.keeping = keeping;
    this.chore = new Chore("tidying up", PAUSE, _ -> tidyUp());
  }

  private Duration tidyUp() {
    long turn = turns++;
    int unlocked = upkeep.unlockExpired();
    if (unlocked > 0) {
      LOG.log(Level.INFO, "%d locks have run out".formatted(unlocked));
    }
    int turned = reservations.turn();
    if (turned > 0) {
      LOG.log(Level.INFO, "%d reservations have begun or ended".formatted(turned));
    }
    reverify();
    if (turn % PURGE_EVERY == 0) {
      upkeep.purge(keeping.changes(), keeping.events());
      tokens.forgetExpired();
    }
    if (System.nanoTime() - countAt >= 0) {
      countDays(turn == 0);
    }
    return PAUSE;
  }

  private void countDays(boolean all) {
    long began = System.nanoTime();
    days.count(all);
    long now = System.nanoTime();
    countAt = now + Math.min(COUNT_REST * (now - began), COUNT_PAUSE_MAX.toNanos());
  }

  private void reverify() {
    Duration after = keeping.reverify().after();
    if (after.isPositive()) {
      List<String> asked = givenUp.reverify(after, keeping.reverify().atOnceMax());
      if (!asked.isEmpty()) {
        LOG.log(
            Level.INFO,
            "given up %d s ago or more, verified again: %s"
                .formatted(after.toSeconds(), String.join(", ", asked)));
      }
    }
  }

  @Override
  public void close() {
    chore.close();
  }
}
