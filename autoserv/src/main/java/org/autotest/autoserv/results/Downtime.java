package org.autotest.autoserv.results;

import java.util.concurrent.atomic.AtomicInteger;

/// Whether somebody takes a machine down on purpose: then its silence means nothing. Shared by all
/// that is done on the machine.
public final class Downtime implements AutoCloseable {
  private final AtomicInteger outages = new AtomicInteger();

  /// From now on, until it is closed once for this.
  public Downtime begin() {
    outages.incrementAndGet();
    return this;
  }

  /// Whether it is now.
  public boolean isNow() {
    return outages.get() > 0;
  }

  @Override
  public void close() {
    outages.decrementAndGet();
  }
}
