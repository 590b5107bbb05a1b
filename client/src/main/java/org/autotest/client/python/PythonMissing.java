package org.autotest.client.python;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The machine has no Python interpreter that can run tests.
public final class PythonMissing extends AutotestException {
  private static final long serialVersionUID = 1L;

  PythonMissing(String problem) {
    super(Blame.HOST, problem);
  }
}
