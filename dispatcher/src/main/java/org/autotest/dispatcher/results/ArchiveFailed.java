package org.autotest.dispatcher.results;

import java.io.Serial;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.results.ExecutionPath;

/// Results could not be archived. The job has not failed for that.
public final class ArchiveFailed extends AutotestException {
  @Serial private static final long serialVersionUID = 1L;

  /// Says which and what was seen.
  public ArchiveFailed(ExecutionPath path, String observation) {
    super(Blame.LAB, "archiving %s: %s".formatted(path, observation));
  }
}
