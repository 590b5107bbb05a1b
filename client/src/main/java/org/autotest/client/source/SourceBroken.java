package org.autotest.client.source;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.jspecify.annotations.Nullable;

/// A source does not compile. The message has a line `file:line: problem` for each fault.
public final class SourceBroken extends AutotestException {
  private static final long serialVersionUID = 1L;

  public SourceBroken(Blame blame, String problem, @Nullable Throwable cause) {
    super(blame, problem);
    if (cause != null) {
      initCause(cause);
    }
  }
}
