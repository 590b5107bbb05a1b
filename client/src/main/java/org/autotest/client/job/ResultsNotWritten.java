package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Results or state cannot be written: the disk is full, a directory was removed. The job cannot go
/// on without them.
public final class ResultsNotWritten extends AutotestException {
  private static final long serialVersionUID = 1L;

  ResultsNotWritten(String attempt, IOException observation) {
    super(Blame.HOST, attempt + ": " + describe(observation), observation);
  }

  static ResultsNotWritten to(Path path, IOException observation) {
    return new ResultsNotWritten("writing to " + path, observation);
  }

  private static String describe(IOException observation) {
    if (observation instanceof NoSuchFileException) {
      return "no such directory";
    }
    return observation.getClass().getSimpleName() + ": " + observation.getMessage();
  }
}
