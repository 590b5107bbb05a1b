package org.autotest.client.machine;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The machine cannot be told what to boot.
public final class BootLoaderMissing extends AutotestException {
  private static final long serialVersionUID = 1L;

  BootLoaderMissing(String problem) {
    super(Blame.HOST, problem);
  }
}
