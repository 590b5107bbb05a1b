package org.autotest.dispatcher.run;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.autotest.store.Database;
import org.autotest.store.lab.Round;
import org.autotest.store.lab.RoundLog;

/// Writes the rounds that decided something where pages find them, beside the loop, once a second:
/// a round costs the loop nothing more, and many rounds cost the database little more than one.
final class RoundTeller implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RoundTeller.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /// After trouble.
  private static final Duration PAUSE_MAX = Duration.ofSeconds(10);

  private final Rounds rounds;
  private final RoundLog log;
  private final Chore chore;

  /// Begins at once.
  ///
  /// @param dispatcher `afe_dispatchers.id` of the one whose rounds they are
  RoundTeller(Database database, long dispatcher, Rounds rounds) {
    this.rounds = rounds;
    this.log = new RoundLog(database, dispatcher);
    this.chore =
        new Chore(
            "telling what was decided",
            PAUSE_MAX,
            _ -> {
              tell();
              return PAUSE;
            });
  }

  private void tell() {
    List<Round> untold = rounds.untold();
    if (!untold.isEmpty()) {
      log.add(untold);
      rounds.told(untold.getLast().number());
    }
  }

  /// Ends, and tells the rest, as far as that is possible: others wait for the lease.
  void finish() {
    chore.close();
    try {
      tell();
    } catch (RuntimeException untold) {
      LOG.log(Level.WARNING, "telling what was decided last: " + untold.getMessage());
    }
  }

  @Override
  public void close() {
    chore.close();
  }
}
