package org.autotest.store;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A transaction lost against others again and again (deadlocks, lock waits, certification failures
/// of a cluster) and was given up. Nothing of it was written. The suppressed exceptions are those
/// of all attempts but the last, which is the cause.
public final class DatabaseBusy extends AutotestException {
  private static final long serialVersionUID = 1L;

  DatabaseBusy(String database, int attempts, Throwable lastFailure) {
    super(
        Blame.LAB,
        "using database %s: gave up after %d attempts, each lost against another transaction: %s"
            .formatted(database, attempts, lastFailure.getMessage()),
        lastFailure);
  }
}
