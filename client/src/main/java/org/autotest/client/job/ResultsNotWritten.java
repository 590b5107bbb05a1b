package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.Path;
import org.autotest.client.files.FileTrouble;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Results or state cannot be written: the disk is full, a directory was removed. The job cannot go
/// on without them.
public final class ResultsNotWritten extends AutotestException {
  private static final long serialVersionUID = 1L;

  ResultsNotWritten(String attempt, IOException observation) {
    super(Blame.HOST, attempt + ": " + FileTrouble.reason(observation), observation);
  }

  static ResultsNotWritten to(Path path, IOException observation) {
    return new ResultsNotWritten("writing to " + path, observation);
  }
}
