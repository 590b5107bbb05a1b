package org.autotest.client.profiler;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// There is no such profiler, or it has no use for what it was given.
public final class ProfilerUnknown extends AutotestException {
  private static final long serialVersionUID = 1L;

  public ProfilerUnknown(String problem) {
    super(Blame.SUBMITTER, problem);
  }
}
