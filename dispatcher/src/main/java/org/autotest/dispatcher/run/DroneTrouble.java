package org.autotest.dispatcher.run;

import org.autotest.core.failure.AutotestException;
import org.autotest.store.lab.Failure;

/// A drone could not start an execution, and said why.
final class DroneTrouble extends AutotestException {
  private static final long serialVersionUID = 1L;

  DroneTrouble(Failure failure) {
    super(failure.blame(), failure.problem());
  }
}
