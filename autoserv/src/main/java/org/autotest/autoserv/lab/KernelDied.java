package org.autotest.autoserv.lab;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A machine was lost because its kernel died under the test.
public final class KernelDied extends AutotestException {
  private static final long serialVersionUID = 1L;

  KernelDied(String lastWords, AutotestException lost) {
    super(Blame.TEST, "%s; its console said: %s".formatted(lost.problem(), lastWords), lost);
  }
}
