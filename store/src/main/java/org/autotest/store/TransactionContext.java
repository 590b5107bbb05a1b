package org.autotest.store;

import java.time.Instant;
import org.jdbi.v3.core.config.JdbiConfig;

/// What a handle carries through one attempt of a transaction. Each handle has its own.
public final class TransactionContext implements JdbiConfig<TransactionContext> {
  private Instant now;
  private boolean changed;

  public TransactionContext() {
    this(Instant.EPOCH);
  }

  private TransactionContext(Instant now) {
    this.now = now;
  }

  @Override
  public TransactionContext createCopy() {
    return new TransactionContext(now);
  }

  /// The one time of the whole transaction.
  public Instant now() {
    return now;
  }

  void begin(Instant time) {
    now = time;
    changed = false;
  }

  void markChanged() {
    changed = true;
  }

  boolean isChanged() {
    return changed;
  }
}
