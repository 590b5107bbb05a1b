package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.autotest.core.failure.AutotestException;
import org.autotest.dispatcher.DispatcherConfig.Keeping;
import org.autotest.store.Database;
import org.autotest.store.hosts.GivenUpHosts;
import org.autotest.store.hosts.HostDays;
import org.autotest.store.hosts.ReservationTimes;
import org.autotest.store.lab.Upkeep;
import org.autotest.store.users.TokenStore;

/// Tidies up beside the loop: locks and reservations whose time has come, and hosts that were given
/// up some time ago, every ten seconds; records that nobody needs any more, every ten minutes.
/// Trouble is logged, and it tries again the next time.
final class UpkeepWorker implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(UpkeepWorker.class.getName());

  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final int PURGE_EVERY = 60;

  private final Upkeep upkeep;
  private final ReservationTimes reservations;
  private final GivenUpHosts givenUp;
  private final HostDays days;
  private final TokenStore tokens;
  private final Keeping keeping;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();

  UpkeepWorker(Database database, Keeping keeping) {
    this.upkeep = new Upkeep(database);
    this.reservations = new ReservationTimes(database);
    this.givenUp = new GivenUpHosts(database);
    this.days = new HostDays(database);
    this.tokens = new TokenStore(database);
    this.keeping = keeping;
    thread.execute(this::work);
  }

  private void work() {
    for (long turn = 0; closed.getCount() > 0; turn++) {
      try {
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
          days.count(turn == 0);
        }
      } catch (AutotestException trouble) {
        LOG.log(Level.WARNING, "tidying up: " + trouble.problem());
      }
      if (isClosedAfter(PAUSE)) {
        return;
      }
    }
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

  private boolean isClosedAfter(Duration time) {
    try {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.close();
  }
}
