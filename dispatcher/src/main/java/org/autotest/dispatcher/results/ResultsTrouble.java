package org.autotest.dispatcher.results;

import java.io.IOException;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.results.ResultsDisk;

/// The results repository cannot be written or read: full, read-only, gone. The lab's trouble; what
/// was attempted is tried again.
public final class ResultsTrouble extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// Says what was attempted and what the file system answered.
  public ResultsTrouble(String attempt, IOException failure) {
    super(
        Blame.LAB,
        "%s: %s".formatted(attempt, ResultsDisk.said(failure, "and it goes on by itself")),
        failure);
  }
}
