package org.autotest.autoserv.api;

import java.util.Locale;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// There is not as much room on a machine as a control file wants.
public final class DiskFull extends AutotestException {
  private static final long serialVersionUID = 1L;

  private final double freeGigabytes;

  DiskFull(String hostname, String path, double wanted, double free) {
    super(
        Blame.HOST,
        String.format(
            Locale.ROOT,
            "looking for room on %s: %.3f GB are free in %s, %.3f GB are wanted",
            hostname,
            free,
            path,
            wanted));
    this.freeGigabytes = free;
  }

  public double freeGigabytes() {
    return freeGigabytes;
  }
}
