package org.autotest.autoserv.results;

import java.io.IOException;
import java.nio.file.Path;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.results.ResultsDisk;

/// The results directory takes no more: its disk is full, or its permissions are wrong.
public final class ResultsUnwritable extends AutotestException {
  private static final long serialVersionUID = 1L;

  public ResultsUnwritable(Path file, IOException cause) {
    super(
        Blame.LAB,
        "writing results to %s: %s"
            .formatted(file, ResultsDisk.said(cause, "then submit the job again")),
        cause);
  }
}
