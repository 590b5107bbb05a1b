package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.autotest.core.failure.AutotestException;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.Database;
import org.autotest.store.lab.LabIds;

/// Spreads the steps of [LabProof] over time, so that each row is proved once in every period.
final class ProofPace {
  private static final System.Logger LOG = System.getLogger(ProofPace.class.getName());

  /// Most differences that are logged.
  private static final int DIFFERENCES_MAX = 20;

  private final Database database;
  private final LabProof proof;
  private final Duration period;
  private final AtomicReference<Optional<LabIds>> read = new AtomicReference<>(Optional.empty());
  private long pauseNanos;
  private long nextTurn;
  private long nextStep;

  /// The first turn begins a period from now: the picture has just been loaded.
  ProofPace(Database database, LabSource source, LabRefresh refresh, Lab lab, Duration period) {
    this.database = database;
    this.proof = new LabProof(source, refresh, lab);
    this.period = period;
    this.nextTurn = System.nanoTime() + period.toNanos();
    this.nextStep = nextTurn;
  }

  /// Makes a step if one is due.
  ///
  /// @throws PictureStale when the picture differs from the database
  void goOn() {
    long now = System.nanoTime();
    if (proof.stepsLeft() == 0 && now - nextTurn >= 0) {
      nextTurn = now + period.toNanos();
      // Beside the loop: reading the ids of a large lab takes a while.
      Thread.startVirtualThread(this::readIds);
    }
    Optional<LabIds> ids = read.getAndSet(Optional.empty());
    if (ids.isPresent()) {
      proof.begin(ids.get());
      pauseNanos = period.toNanos() / (proof.stepsLeft() + 1);
      nextStep = now;
    }
    if (proof.stepsLeft() > 0 && now - nextStep >= 0) {
      nextStep = now + pauseNanos;
      require(proof.step());
    }
  }

  private void readIds() {
    try {
      read.set(Optional.of(LabIds.read(database)));
    } catch (AutotestException trouble) {
      LOG.log(Level.WARNING, "proving the picture of the lab: " + trouble.problem());
    }
  }

  private static void require(List<String> differences) {
    if (!differences.isEmpty()) {
      differences.stream()
          .limit(DIFFERENCES_MAX)
          .forEach(text -> LOG.log(Level.ERROR, "picture of the lab: " + text));
      throw new PictureStale();
    }
  }
}
