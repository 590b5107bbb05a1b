package org.autotest.autoserv.control;

import java.time.Duration;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Something took longer than the control file had allowed.
public final class TimeIsUp extends AutotestException {
  private static final long serialVersionUID = 1L;

  TimeIsUp(String doing, Duration limit) {
    super(Blame.SUBMITTER, "%s: no end in %d s".formatted(doing, limit.toSeconds()));
  }
}
