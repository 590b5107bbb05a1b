package org.autotest.client.fetch;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Something could not be had, or is not what it should be.
public final class FetchFailed extends AutotestException {
  private static final long serialVersionUID = 1L;

  FetchFailed(Blame blame, String problem) {
    super(blame, problem);
  }
}
