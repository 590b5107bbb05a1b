package org.autotest.core.meeting;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Not all came, or one of them gave up.
public final class MeetingFailed extends AutotestException {
  private static final long serialVersionUID = 1L;

  MeetingFailed(String message) {
    super(Blame.SUBMITTER, message);
  }
}
