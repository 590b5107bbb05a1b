package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.autotest.dispatcher.DispatcherConfig.Keeping;
import org.autotest.store.Database;
import org.autotest.store.hosts.GivenUpHosts;
import org.autotest.store.hosts.HostDays;
import org.autotest.store.hosts.ReservationTimes;
import org.autotest.store.lab.Upkeep;
import org.autotest.store.users.TokenStore;

/// Tidies up beside the loop: locks and reservations whose time has come, and hosts that were given
/// up some time ago, every ten seconds; records that nobody needs any more, every ten minutes. Each
/// by itself: what is wrong with one holds up no other.
final class UpkeepWorker implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(UpkeepWorker.class.getName());

  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration PURGE_PAUSE = Duration.ofMinutes(10);

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
  private final AtomicBoolean hasCounted = new AtomicBoolean();
  private final List<Chore> chores;

  UpkeepWorker(Database database, Keeping keeping) {
    this.upkeep = new Upkeep(database);
    this.reservations = new ReservationTimes(database);
    this.givenUp = new GivenUpHosts(database);
    this.days = new HostDays(database);
    this.tokens = new TokenStore(database);
    this.keeping = keeping;
    this.chores =
        List.of(
            chore("unlocking hosts", PAUSE, this::unlock),
            chore("turning reservations", PAUSE, this::turn),
            chore("verifying hosts again that were given up", PAUSE, this::reverify),
            chore("removing old records", PURGE_PAUSE, this::purge),
            chore("forgetting old tokens", PURGE_PAUSE, tokens::forgetExpired),
            new Chore("counting days of hosts", PAUSE, _ -> countDays()));
  }

  private static Chore chore(String doing, Duration pause, Runnable turn) {
    return new Chore(
        doing,
        PAUSE,
        _ -> {
          turn.run();
          return pause;
        });
  }

  private void unlock() {
    int unlocked = upkeep.unlockExpired();
    if (unlocked > 0) {
      LOG.log(Level.INFO, "%d locks have run out".formatted(unlocked));
    }
  }

  private void turn() {
    int turned = reservations.turn();
    if (turned > 0) {
      LOG.log(Level.INFO, "%d reservations have begun or ended".formatted(turned));
    }
  }

  private void purge() {
    upkeep.purge(keeping.changes(), keeping.events());
  }

  /// Everything the first time, which tells nothing of how long two days take.
  private Duration countDays() {
    if (!hasCounted.get()) {
      days.count(true);
      hasCounted.set(true);
      return PAUSE;
    }
    long began = System.nanoTime();
    days.count(false);
    long rest = COUNT_REST * (System.nanoTime() - began);
    return Duration.ofNanos(Math.clamp(rest, PAUSE.toNanos(), COUNT_PAUSE_MAX.toNanos()));
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
    chores.forEach(Chore::close);
  }
}
