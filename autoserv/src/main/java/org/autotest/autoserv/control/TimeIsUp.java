package org.autotest.autoserv.control;

import java.time.Duration;
import org.autotest.autoserv.host.Seconds;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Something took longer than the control file had allowed.
public final class TimeIsUp extends AutotestException {
  private static final long serialVersionUID = 1L;

  TimeIsUp(String doing, Duration limit) {
    super(Blame.SUBMITTER, words(doing, limit));
  }

  static String words(String doing, Duration limit) {
    return "%s: no end in %s s".formatted(doing, Seconds.of(limit));
  }
}
